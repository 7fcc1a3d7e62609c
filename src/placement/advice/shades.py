"""How the parts of a bar are told apart."""

# Lightness and hatch both differ, so that the parts stay apart in black and white.
FACES = ("#12355b", "#7fb2c9", "#f0b43c", "#dfe6ec", "#5f8f6f", "#b0573d", "#8d5a97", "#c9c2a4")
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "|||", "---", "ooo")
