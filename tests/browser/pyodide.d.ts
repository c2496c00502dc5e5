// What the scripts use of Pyodide, which stands beside them once the site is built.
declare module "*/pyodide.mjs" {
  /** A Python object, as JavaScript sees it. */
  type PyProxy = any;

  export function loadPyodide(options: Record<string, unknown>): Promise<PyProxy>;
}
