"""A local stand-in for Stytch's B2B API, for development and tests. Needs the extra `sandbox`."""

try:
    from stytch_exchange.sandbox.server import Sandbox, run_sandbox
except ModuleNotFoundError as error:
    missing = str(error.name).partition(".")[0]
    message = f"the sandbox needs {missing}: pip install 'stytch-exchange[sandbox]'"
    raise ModuleNotFoundError(message, name=error.name) from None

__all__ = ["Sandbox", "run_sandbox"]
