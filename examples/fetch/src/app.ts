import { createVerifier } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/fetch'

/** An API that knows who is calling. */
export function createApp(endpoint: string): (request: Request) => Response | Promise<Response> {
  const protect = authenticate(createVerifier(authgear(endpoint)))
  const adminsOnly = authorize({ roles: ['admin'] })
  const recent = authorize({ user: true, maxAuthAgeSeconds: 300 })

  const me = protect((_, auth) => Response.json(auth.user))
  const admin = protect(adminsOnly((_, auth) => Response.json({ admin: auth.user?.id })))
  const transfer = protect(recent((_, auth) => Response.json({ transferredBy: auth.user?.id })))
  const routes = new Map([
    ['GET /health', async () => Response.json({ ok: true })],
    ['GET /me', me],
    ['GET /admin', admin],
    ['POST /transfer', transfer],
  ])

  return (request) => {
    const route = routes.get(`${request.method} ${new URL(request.url).pathname}`)
    return route?.(request) ?? new Response(null, { status: 404 })
  }
}
