/** The platform's own timers, kept before anybody replaces them, and bound to what they need as `this`. */
export const setTimeout: typeof globalThis.setTimeout = globalThis.setTimeout.bind(globalThis);
export const clearTimeout: typeof globalThis.clearTimeout = globalThis.clearTimeout.bind(globalThis);
export const setInterval: typeof globalThis.setInterval = globalThis.setInterval.bind(globalThis);
export const clearInterval: typeof globalThis.clearInterval = globalThis.clearInterval.bind(globalThis);
