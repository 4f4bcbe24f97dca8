/** Lets the event loop turn once: timers, sockets and the other half of the store get their chance. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
