// What the scripts of the site find where they run.

/** Pyodide, which is beside them once the site is built. */
declare module "*/pyodide.mjs" {
  export function loadPyodide(options: Record<string, unknown>): Promise<any>;
}

/** Material's: emits the document when a page has taken another's place. */
declare const document$: { subscribe(next: (document: Document) => void): void };

/** Material's: shows a message for a moment. */
declare const alert$: { next(message: string): void };
