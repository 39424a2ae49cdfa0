"""How a solver is started. Protection and attack start theirs alike; what they ask of it is their own."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from highspy import Highs


def quiet_solver(**options: bool | int | float | str) -> "Highs":
    """Return a solver that prints nothing, on one thread and with a fixed seed, so that it repeats itself."""
    import highspy

    # It would announce itself before it can be asked not to.
    class Quiet(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 (the solver's name; called first while it is made)
            self.setOptionValue("output_flag", False)
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    solver = Quiet()  # type: ignore[no-untyped-call]
    for name, value in {"log_to_console": False, "threads": 1, "random_seed": 0, **options}.items():
        solver.setOptionValue(name, value)
    return solver
