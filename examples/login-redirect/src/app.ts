import express, { type Express, type Request, type Response } from 'express'
import { createVerifier, toResponse, type AuthError, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate } from 'tokenstile/express'

const ORIGIN = 'https://app.example.com'

/** Pages for people, who are sent to the login, and an API beside them, whose clients get the standard answer. */
export function createApp(endpoint: string): Express {
  const app = express()
  app.get('/login', (req, res) => {
    // Your login begins here. When it is done it goes on to this page.
    res.json({ continueAt: toOwnUrl(req.query['return_to']) })
  })
  app.use(authenticate(verifierFor(endpoint), { onRefused }))
  app.get('/orders', (req, res) => {
    res.json({ orders: [], of: req.auth.user?.id })
  })
  return app
}

function onRefused(error: AuthError, req: Request, res: Response): void {
  const { status, headers, body } = toResponse(error)
  if (status !== 401 || !isNavigation(req)) return void res.writeHead(status, headers).end(body)
  const page = new URLSearchParams({ return_to: req.originalUrl })
  res.set('Cache-Control', 'no-store').redirect(303, `/login?${page}`)
}

/** Whether a person waits for a page, and not a script or an image: as browsers say. */
const isNavigation = (req: Request): boolean =>
  req.method === 'GET' && req.get('sec-fetch-mode') === 'navigate' && req.accepts('json', 'html') === 'html'

/** A page of ours, whatever the address says: resolved as a browser would, then compared. */
function toOwnUrl(target: unknown): string {
  if (typeof target !== 'string' || !URL.canParse(target, ORIGIN)) return ORIGIN
  // Not the origin: that of `blob:https://app.example.com/` is the same.
  const { href } = new URL(target, ORIGIN)
  return href.startsWith(`${ORIGIN}/`) ? href : ORIGIN
}

const verifierFor = (endpoint: string) =>
  createVerifier(authgear(endpoint), { cookie: { name: '__Host-token', allowedOrigins: [ORIGIN] } })

declare module 'tokenstile' {
  interface Register {
    auth: AuthOf<ReturnType<typeof verifierFor>>
  }
}
