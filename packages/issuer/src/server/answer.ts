/**
 * Answers one HTTP request; needs no server. `cut` ends the connection after what was sent; without one, a body that is to break off
 * fails instead.
 */
export type Answer = (request: Request, cut?: () => void) => Response | Promise<Response>
