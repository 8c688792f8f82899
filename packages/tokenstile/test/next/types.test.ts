import assert from 'node:assert/strict'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { after, test } from 'node:test'
import { inRepository, runNode } from '../package/child-process.ts'

// What Next.js demands of the exports of a route and of a proxy is written down here as its own checks have it.
const PROGRAM = `
import { headers } from 'next/headers'
import { NextRequest, NextResponse, type NextFetchEvent } from 'next/server'
import { createVerifier } from 'tokenstile'
import { authgear, type AuthgearUser } from 'tokenstile/authgear'
import { authenticate, authenticateHeaders, authorize, requireRecentLogin } from 'tokenstile/next'

type Context = { params: Promise<{ id: string }> }
type Route = (request: NextRequest, context: Context) => void | Response | Promise<void | Response>
type Proxy = (request: NextRequest, event: NextFetchEvent) => NextResponse | Response | Promise<NextResponse | Response>

const verifier = createVerifier(authgear('https://project.authgear.cloud'))
const protect = authenticate(verifier, { realm: 'orders' })

export const GET = protect((request, auth) => {
  const user: AuthgearUser | undefined = auth.user
  const id: string | undefined = request.cookies.get('order')?.value ?? user?.id
  return Response.json({ id, q: request.nextUrl.searchParams.get('q'), path: request.nextUrl.pathname })
}) satisfies Route
export const PUT = protect(async (request: NextRequest, auth, { params }: Context) => {
  const { id } = await params
  return NextResponse.json({ id, locale: request.nextUrl.locale, roles: auth.roles })
}) satisfies Route
export const POST: Route = protect(async (request, auth, { params }) => Response.json([auth.subject, (await params).id]))
export const DELETE = protect(
  authorize({ roles: ['admin'] })(
    requireRecentLogin({ idToken: (request) => request.cookies.get('id_token')?.value })(
      async (request, auth, { params }: Context) => Response.json([auth.user?.id, (await params).id, request.nextUrl.href]),
    ),
  ),
) satisfies Route
export const PATCH = authenticate(verifier, { optional: true })((request, auth) => {
  // @ts-expect-error: nobody may be calling
  auth.subject
  return Response.json(auth?.subject)
}) satisfies Route
authenticate(verifier, { onRefused: (error, request) => Response.json([error.code, request.nextUrl.pathname]) })
authenticate(verifier, {
  onRefused: (error, request: NextRequest) => NextResponse.redirect(new URL('/login', request.nextUrl)),
})
requireRecentLogin({ idToken: (request: NextRequest) => request.cookies.getAll()[0]?.value })
export const proxy = protect((request, auth) => NextResponse.next()) satisfies Proxy
export const called = GET(new NextRequest('http://localhost/orders/7'))

// @ts-expect-error: a handler answers
protect(() => undefined)
// @ts-expect-error: no such option
authenticate(verifier, { optinal: true })
// @ts-expect-error: a typo must not open a route
authorize({ role: ['admin'] })

export async function page(): Promise<string | undefined> {
  const current = authenticateHeaders(verifier, headers, { onRefused: (error) => error.status })
  const maybe = authenticateHeaders(verifier, headers, { optional: true })
  // @ts-expect-error: nobody may be calling
  ;(await maybe()).user
  const { user } = await current()
  return user?.id
}
// @ts-expect-error: an answer has no realm where there is none
authenticateHeaders(verifier, headers, { realm: 'orders' })
`

const folder = inRepository('packages/tokenstile/.test/next-types')
after(() => rmSync(folder, { recursive: true, force: true }))

for (const major of ['15', '16']) {
  const place = dirname(
    createRequire(inRepository(`fixtures/next/${major}/package.json`)).resolve('next/package.json'),
  )
  for (const compiler of ['typescript', 'typescript5']) {
    test(`the types fit those of Next.js ${major} in ${compiler}`, async () => {
      const own = join(folder, `${major}-${compiler}`)
      mkdirSync(own, { recursive: true })
      writeFileSync(join(own, 'program.ts'), PROGRAM)
      const compilerOptions = {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        target: 'es2022',
        lib: ['es2023', 'dom', 'dom.iterable'],
        module: 'preserve',
        moduleResolution: 'bundler',
        types: ['node'],
        // As every project of Next.js has it: the types of Next.js ask for what is not installed.
        skipLibCheck: true,
        paths: { 'next/*': [`${place}/*`] },
      }
      writeFileSync(join(own, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }))
      const { code, output } = await runNode(
        [inRepository(`node_modules/${compiler}/bin/tsc`), '-p', own],
        own,
      )
      assert.equal(code, 0, output)
    })
  }
}
