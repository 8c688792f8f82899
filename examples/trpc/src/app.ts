import { initTRPC } from '@trpc/server'
import { createHTTPServer, type CreateHTTPContextOptions } from '@trpc/server/adapters/standalone'
import { AuthError, createVerifier, requireAccess, type Auth, type Requirement } from 'tokenstile'
import { authgear, type AuthgearUser } from 'tokenstile/authgear'
import { refuse, responseMeta } from './refusals.ts'

// Without `isDev: false`, clients read stack traces wherever `NODE_ENV` is not `production`.
const t = initTRPC.context<{ auth: Auth<AuthgearUser> | undefined }>().create({ isDev: false })

/** A procedure for callers that meet a requirement. */
const guarded = (requirement: Requirement<Auth<AuthgearUser>>) =>
  t.procedure
    .use(async ({ next }) => {
      const result = await next()
      if (!result.ok && AuthError.is(result.error.cause)) refuse(result.error.cause)
      return result
    })
    .use(({ ctx: { auth }, next }) => {
      if (auth === undefined) throw new AuthError('missing_token')
      requireAccess(auth, requirement)
      return next({ ctx: { auth } })
    })

export const router = t.router({
  health: t.procedure.query(() => 'ok'),
  me: guarded({}).query(({ ctx }) => ctx.auth.user),
  admin: guarded({ roles: ['admin'] }).query(({ ctx }) => ctx.auth.user?.id),
  transfer: guarded({ user: true, maxAuthAgeSeconds: 300 }).mutation(({ ctx }) => ctx.auth.user?.id),
})
export type AppRouter = typeof router

/** An API that knows who is calling. A bad token is refused also where nothing is guarded. */
export function createApp(endpoint: string) {
  const verifier = createVerifier(authgear(endpoint))
  const createContext = ({ req: { method, url, rawHeaders: headers } }: CreateHTTPContextOptions) =>
    verifier.authenticate({ method, url, headers }, { optional: true }).catch(refuse)
  return createHTTPServer({ router, createContext, responseMeta })
}
