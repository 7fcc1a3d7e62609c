"""What is wrong with a call, in both languages: the words of the library that reads it are never shown.

That library is `click` or a copy of it, by version; its errors are told apart by their names and what they carry.
"""

from __future__ import annotations

import re
from typing import Any

from placement.errors import Text, UsageError, listed
from placement.yamlfile.near import near_match

HELP_SEPARATOR = " · "
"""Between the Chinese and the English of what an option is for."""
QUOTED = re.compile(r"'([^']*)'")
EXTRA = re.compile(r" \((.*)\)\.?$", re.DOTALL)


def is_usage_error(error: BaseException) -> bool:
    """Tell whether an error is the library's own, about how a command was called."""
    return callable(getattr(error, "show", None))


def is_bare_call(error: BaseException) -> bool:
    """Tell whether nothing was asked for, which shows the help."""
    return type(error).__name__ == "NoArgsIsHelpError"


def said_of_usage(error: Any) -> UsageError:
    """Return the library's error in our words: what is wrong, and how the command is called."""
    tell = _TOLD.get(type(error).__name__, _otherwise)
    wrong, form = tell(error), _form(getattr(error, "ctx", None))
    if not form.zh:
        return UsageError("\n".join(wrong))
    return UsageError(f"{_after(wrong.zh, '。')}{form.zh}\n{_after(wrong.en, '. ')}{form.en}")


def _after(sentence: str, stop: str) -> str:
    """Return a sentence with what ends it before the next."""
    return sentence + (stop if sentence[-1] not in "？?" else stop[1:])


def not_finite(option: str, number: float) -> UsageError:
    """Return the error of a number that is none."""
    return UsageError(
        f"{option} 的值应为有限的数，不能是 {number}\n{option} must be a finite number, not {number}"
    )


def _missing(error: Any) -> Text:
    purpose = purpose_of(error.param)
    name = flag_of(error.param)
    if name is None:
        return Text(f"缺少：{purpose.zh}", f"missing: {purpose.en}")
    return Text(
        f"缺少必需的选项 {name}（{purpose.zh}）", f"the option {name} is missing ({purpose.en})"
    )


def _bad_value(error: Any) -> Text:
    if error.param is None:
        return _otherwise(error)
    name, purpose = flag_of(error.param), purpose_of(error.param)
    what = Text(name, name) if name is not None else purpose
    said, expected = _value_and_meaning(error)
    shown = (
        Text(f" 不能写“{said}”", f" cannot be “{said}”") if said else Text(" 的值不对", " is wrong")
    )
    return Text(f"{what.zh}{shown.zh}：{expected.zh}", f"{what.en}{shown.en}: {expected.en}")


def _value_and_meaning(error: Any) -> tuple[str, Text]:
    """Return the value as given, and what it should have been."""
    from placement.yamlfile.wording import OTHERWISE, meaning  # noqa: PLC0415 - heavy

    quoted = QUOTED.findall(error.message)
    details: list[dict[str, Any]] = getattr(error.__cause__, "errors", list)()
    found: dict[str, Any] = details[0] if details else {"type": "", "input": next(iter(quoted), "")}
    said = str(found["input"])
    if "is not one of" in error.message:
        words = listed(word for word in quoted if word != said)
        return said, Text(f"只能是 {words.zh}", f"must be one of {words.en}")
    limits = {name: _short(limit) for name, limit in found.get("ctx", {}).items()}
    expected = meaning(found["type"], limits)
    return said, expected if expected != OTHERWISE else purpose_of(error.param)


def _no_option(error: Any) -> Text:
    name = error.option_name
    wrong = Text(f"没有选项 {name}", f"there is no option {name}")
    near = near_match(name.strip("-"), [flag.strip("-") for flag in _flags(error.ctx)])
    return _asking(wrong, None if near is None else f"--{near}")


def _option_use(error: Any) -> Text:
    name = error.option_name
    if "does not take" in error.message:
        return Text(f"{name} 后面不写值", f"{name} takes no value")
    return Text(f"{name} 后面缺少值", f"{name} lacks its value")


def _otherwise(error: Any) -> Text:
    """Tell commands that are not there and words too many, which have no class of their own."""
    message = str(getattr(error, "message", ""))
    context: Any = getattr(error, "ctx", None)
    if message.startswith("No such command"):
        name = next(iter(QUOTED.findall(message)), "")
        wrong = Text(f"没有命令“{name}”", f"there is no command “{name}”")
        return _asking(wrong, near_match(name, getattr(context.command, "commands", ())))
    if message.startswith("Missing command"):
        return Text("缺少命令", "a command is missing")
    extra = EXTRA.search(message)
    if "extra argument" not in message or extra is None:
        return Text("这样写读不懂", "this call cannot be understood")
    eaten = _eaten(context)
    if eaten is not None:
        option, taken = eaten
        return Text(
            f"{option} 后面缺少值（“{taken}”被当成了它的值）",
            f"{option} lacks its value (“{taken}” was taken for it)",
        )
    return Text(f"多出了“{extra[1]}”", f"“{extra[1]}” is too much")


_TOLD = {
    "MissingParameter": _missing,
    "BadParameter": _bad_value,
    "NoSuchOption": _no_option,
    "BadOptionUsage": _option_use,
}


def _eaten(context: Any) -> tuple[str, str] | None:
    """Return an option whose value is another option, and that option."""
    flags = set(_flags(context))
    for param in context.command.params:
        value = str(context.params.get(param.name))
        if value in flags and flag_of(param) is not None:
            return str(flag_of(param)), value
    return None


def _asking(wrong: Text, near: str | None) -> Text:
    """Add what may be meant."""
    if near is None:
        return wrong
    return Text(f"{wrong.zh}。您是否想写“{near}”？", f"{wrong.en}. Did you mean “{near}”?")


def _form(context: Any) -> Text:
    """Return how the command is called, and where all of it is told."""
    if context is None:
        return Text("", "")
    form, path = form_of(context), context.command_path
    return Text(f"{form.zh}；全部写法：{path} --help", f"{form.en}; all of it: {path} --help")


def form_of(context: Any) -> Text:
    """Return how a command is called: what it takes by place, the options it must have, and that there are more."""
    path = str(context.command_path)
    arguments = [p for p in context.command.params if flag_of(p) is None]
    options = [
        p
        for p in context.command.params
        if flag_of(p) is not None and getattr(p, "required", False)
    ]
    parts = [Text("子命令", "command")] if hasattr(context.command, "commands") else []
    words = [Text(f"<{part.zh}>", f"<{part.en}>") for part in [*parts, *map(purpose_of, arguments)]]
    words += [_option_form(option) for option in options]
    zh, en = (" ".join([path, *(getattr(word, lang) for word in words)]) for lang in ("zh", "en"))
    return Text(f"用法：{zh} [选项]", f"Usage: {en} [options]")


def _short(limit: Any) -> Any:
    """Return a limit without needless decimals."""
    return int(limit) if isinstance(limit, float) and limit == int(limit) else limit


def _option_form(option: Any) -> Text:
    name, purpose = flag_of(option), purpose_of(option)
    return Text(f"{name} <{purpose.zh}>", f"{name} <{purpose.en}>")


def flag_of(param: Any) -> str | None:
    """Return the longest spelling of an option, ``None`` for what is given by its place."""
    flags = [name for name in getattr(param, "opts", ()) if name.startswith("-")]
    return max(flags, key=len) if flags else None


def _flags(context: Any) -> list[str]:
    params = context.command.params if context is not None else ()
    return [name for param in params for name in param.opts if name.startswith("--")]


def purpose_of(param: Any) -> Text:
    """Return what a parameter is for."""
    return text_of(getattr(param, "help", None) or param.name)


def text_of(written: str | None) -> Text:
    """Return a help, written in both languages, by language."""
    zh, _, en = " ".join((written or "").split()).partition(HELP_SEPARATOR)
    return Text(zh.strip(), (en or zh).strip())
