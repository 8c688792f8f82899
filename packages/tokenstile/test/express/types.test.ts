import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { inRepository, runNode } from '../package/child-process.ts'

// Each is a whole program: what it registers must not change the types of another.
const REGISTERED = `
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize, requireRecentLogin } from 'tokenstile/express'

const verifier = createVerifier(authgear('https://project.authgear.cloud'))
declare module 'tokenstile' {
  interface Register { auth: AuthOf<typeof verifier> }
}

const handler: RequestHandler = authenticate(verifier)
const app = express()
app.use(handler, authenticate(verifier, { realm: 'orders' }))
app.get('/me', (request, response) => {
  const id: string | undefined = request.auth.user?.id
  const isVerified: boolean | undefined = request.auth.user?.isVerified
  // @ts-expect-error: a machine has no user
  request.auth.user.id
  // @ts-expect-error: an Auth is frozen
  request.auth.scopes.push('admin')
  response.json({ id, isVerified })
})
app.get('/orders/:id', authorize({ user: true, check: (auth) => auth.user?.isVerified === true }), (request, response) => {
  const id: string = request.params.id
  response.json({ id, subject: request.auth.subject })
})
app.get('/async', authorize({}), async (request, response) => {
  response.json(await Promise.resolve(request.auth.roles))
})
app.use(authenticate(verifier, {
  onRefused(error, request: Request, response: Response) {
    if (error.status === 401 && request.accepts('html')) response.redirect('/login')
  },
}))
authenticate(verifier, {
  onRefused(error, request, response) {
    response.setHeader('x-refused', error.code)
    // @ts-expect-error: who does not say that it is Express gets what every version has
    response.redirect(request.url)
  },
})
requireRecentLogin({ idToken: (request: Request) => request.get('x-id-token') })
requireRecentLogin({ idToken: ({ headers }) => headers['x-id-token'] })
// @ts-expect-error: a number is no token
requireRecentLogin({ idToken: () => 7 })
// @ts-expect-error: a typo must not open a route
authorize({ role: ['admin'] })
// @ts-expect-error: a check answers at once
authorize({ check: async () => true })
// @ts-expect-error: no such option
authenticate(verifier, { optinal: true })
`

const NOT_REGISTERED = `
import { createVerifier } from 'tokenstile'
import { authenticate, authorize } from 'tokenstile/express'

const app = express()
const router = Router()
const handlers: RequestHandler[] = [
  authenticate(createVerifier({ issuer: 'https://issuer.example', audience: 'api' }), { optional: true }),
  authorize({ scopes: ['read'] }),
]
router.use(handlers)
app.get('/', (request, response) => {
  const subject: string | undefined = request.auth?.subject
  // @ts-expect-error: nobody said that there is one
  request.auth.subject
  response.json({ subject })
})
`

const OPTIONAL = `
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/express'

const verifier = createVerifier(authgear('https://project.authgear.cloud'))
declare module 'tokenstile' {
  interface Register { auth: AuthOf<typeof verifier> | undefined }
}
const app = express()
const handler: RequestHandler = authenticate(verifier, { optional: true })
app.use(handler)
app.get('/', authorize({ check: (auth) => auth.user?.isAnonymous === false }), (request, response) => {
  const id: string | undefined = request.auth?.user?.id
  // @ts-expect-error: it is optional
  request.auth.user
  response.json({ id })
})
`

let folder: string
before(() => {
  // Below the repository, so that it finds what is installed there.
  const parent = inRepository('packages/tokenstile/.test/express')
  mkdirSync(parent, { recursive: true })
  folder = mkdtempSync(join(parent, 'types-'))
})
after(() => rmSync(folder, { recursive: true, force: true }))

async function compile(program: string): Promise<{ readonly code: number; readonly output: string }> {
  const compilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: false,
    target: 'es2022',
    module: 'nodenext',
    types: ['node'],
  }
  writeFileSync(join(folder, 'program.mts'), program)
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.mts'] }))
  return runNode([inRepository('node_modules/typescript/bin/tsc'), '-p', '.'], folder)
}

for (const [version, from] of [
  ['Express 4', 'express4'],
  ['Express 5', 'express'],
]) {
  const imports = `import express, { Router, type Request, type RequestHandler, type Response } from '${from}'\nvoid Router\n`
  for (const [what, program] of [
    ['that registers its auth', REGISTERED],
    ['that registers nothing', NOT_REGISTERED],
    ['that registers an optional auth', OPTIONAL],
  ]) {
    test(`the types of ${version} hold in a program ${what}`, async () => {
      const { code, output } = await compile(imports + program)
      assert.equal(code, 0, output)
    })
  }
}
