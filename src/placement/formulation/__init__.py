"""The mathematics in Pyomo: index sets, variables, objective terms and one function per constraint family.

The model is the tier-conditional set-covering form: an option is *used* by a circle for one tier it
holds, and counts there only as far as the circle holds that tier (``use <= active``). Linking an option
to a circle without naming the tier has a bound about 70 % below the optimum.
"""
