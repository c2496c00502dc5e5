/**
 * How far the loading of Python is, in bytes before compression, or what it failed at.
 *
 * @typedef {{ loaded: number, total: number } | { failed: string }} Progress
 */

/**
 * The channel on which a kernel of JupyterLite tells it, since it has no other way to the page.
 * Two tabs that load at the same time hear each other.
 */
export const CHANNEL = "stytch-exchange-loading";

/** @param {{ loaded: number, total: number }} progress */
export const inWords = ({ loaded, total }) =>
  `${(loaded / 1e6).toFixed(1)} of ${(total / 1e6).toFixed(1)} MB`;
