import { createSchema, createYoga } from 'graphql-yoga'
import type { IncomingMessage } from 'node:http'
import { AuthError, createVerifier, requireAccess, type Auth, type Requirement } from 'tokenstile'
import { authgear, type AuthgearUser } from 'tokenstile/authgear'
import { maskError } from './refusals.ts'

type Served = { req: IncomingMessage }
type Context = { auth: Auth<AuthgearUser> | undefined }

const schema = createSchema<Served & Context>({
  typeDefs: `
    type User { id: ID! roles: [String!]! isAnonymous: Boolean! }
    type Query { health: Boolean! me: User admin: ID }
    type Mutation { transfer: ID }`,
  resolvers: {
    Query: {
      health: () => true,
      me: (_, __, ctx) => demand(ctx, {}).user,
      admin: (_, __, ctx) => demand(ctx, { roles: ['admin'] }).user?.id,
    },
    Mutation: { transfer: (_, __, ctx) => demand(ctx, { user: true, maxAuthAgeSeconds: 300 }).user?.id },
  },
})

/** The caller, if there is one who meets the requirement. */
function demand({ auth }: Context, requirement: Requirement<Auth<AuthgearUser>>) {
  if (auth === undefined) throw new AuthError('missing_token')
  requireAccess(auth, requirement)
  return auth
}

/** A GraphQL API whose schema is public, and whose fields know who is calling. */
export function createApp(endpoint: string) {
  const verifier = createVerifier(authgear(endpoint))
  const context = ({ req: { method, url, rawHeaders: headers } }: Served): Promise<Context> =>
    verifier.authenticate({ method, url, headers }, { optional: true })
  return createYoga<Served, Context>({ schema, context, maskedErrors: { maskError } })
}
