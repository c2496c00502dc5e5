/**
 * How much of Python is loaded, in bytes before compression, or why loading failed.
 *
 * @typedef {{ loaded: number, total: number } | { failed: string }} Progress
 */

/**
 * The channel on which JupyterLite's kernel reports it, because it cannot reach the page directly.
 * Two tabs that load at the same time receive each other's messages.
 */
export const CHANNEL = "stytch-exchange-loading";

/** @param {{ loaded: number, total: number }} progress */
export const inWords = ({ loaded, total }) =>
  `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
