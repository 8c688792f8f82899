import { Elysia } from 'elysia'
import { AuthError, createVerifier, requireAccess, toResponse, type Auth, type Requirement } from 'tokenstile'
import { authgear, type AuthgearUser } from 'tokenstile/authgear'

type Caller = { auth: Auth<AuthgearUser> }

const RECENT_LOGIN = { user: true, maxAuthAgeSeconds: 300 } as const

/** An API that knows who is calling. */
export function createApp(endpoint: string, options = {}) {
  const verifier = createVerifier(authgear(endpoint))
  return new Elysia(options)
    .onError(({ error }) => {
      if (!AuthError.is(error)) return
      const { body, ...answer } = toResponse(error)
      return new Response(body, answer)
    })
    .get('/health', () => ({ ok: true }))
    .derive(async ({ request }): Promise<Caller> => ({ auth: (await verifier.authenticate(request)).auth }))
    .get('/me', ({ auth }) => auth.user)
    .get('/admin', ({ auth }) => ({ admin: auth.user?.id }), demand({ roles: ['admin'] }))
    .post('/transfer', ({ auth }) => ({ transferredBy: auth.user?.id }), demand(RECENT_LOGIN))
}

/** What a route demands of its caller, as a hook. */
function demand(requirement: Requirement<Auth<AuthgearUser>>) {
  return { beforeHandle: ({ auth }: Caller) => requireAccess(auth, requirement) }
}
