"""A local stand-in for Stytch's B2B API, for development and tests. Needs the extra `sandbox`."""

try:
    from stytch_exchange.sandbox.server import Sandbox, run_sandbox
except ModuleNotFoundError as error:
    package = str(error.name).partition(".")[0]
    raise ModuleNotFoundError(
        f"the sandbox needs {package}: pip install 'stytch-exchange[sandbox]'", name=error.name
    ) from None

__all__ = ["Sandbox", "run_sandbox"]
