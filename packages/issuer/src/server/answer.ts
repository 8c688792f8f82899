/** Answers one HTTP request; needs no server. */
export type Answer = (request: Request) => Response | Promise<Response>
