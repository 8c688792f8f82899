import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { inRepository, runNode } from './child-process.ts'
import { createPackedProject, type PackedProject } from './packed-project.ts'

// What a user writes. The first wrong line must stay wrong: an audience that is forgotten does not compile.
const PROGRAM = `
import { AuthError, ConfigError, createVerifier, requireAccess, toResponse } from 'tokenstile'
import type { AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { explain } from 'tokenstile/explain'
import { authenticate, authorize } from 'tokenstile/express'
import { authenticate as guardMcp, requireAuth, type AuthInfo } from 'tokenstile/mcp'
import { protectedResource } from 'tokenstile/protected-resource'

export const verifier = createVerifier(authgear('https://project.authgear.cloud'))
declare module 'tokenstile' {
  interface Register { auth: AuthOf<typeof verifier> }
}
export const middleware = [authenticate(verifier), authorize({ scopes: ['orders:read'] })]

const { resource, metadata } = protectedResource({
  resource: 'https://mcp.example.com/mcp',
  authorizationServers: ['https://project.authgear.cloud'],
})
export const scopes: readonly string[] | undefined = metadata.scopes_supported
export const guard = guardMcp(verifier, { resource, requiredScopes: ['notes:read'] })
export const callerOf = (info: AuthInfo): string | undefined => requireAuth(info).user?.id

export async function answer(token: string): Promise<number> {
  try {
    const auth = await verifier.verify(token)
    requireAccess(auth, { user: true })
    const id: string | undefined = auth.user?.id
    const roles: readonly string[] = auth.roles
    // @ts-expect-error: what a verifier gave is frozen
    auth.roles.push('admin')
    return id === undefined ? roles.length : (await explain(verifier, token)).checks.length
  } catch (error) {
    if (AuthError.is(error)) return toResponse(error).status
    return error instanceof ConfigError ? 0 : 1
  }
}

// @ts-expect-error: the audience is required
createVerifier({ issuer: 'https://issuer.example' })
createVerifier({ issuer: 'https://issuer.example', audience: null })
`

const SETTINGS = [
  { compiler: 'typescript', module: 'nodenext', moduleResolution: 'nodenext' },
  { compiler: 'typescript', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'typescript', module: 'commonjs', moduleResolution: 'bundler' },
  { compiler: 'typescript', module: 'preserve', moduleResolution: 'bundler' },
  { compiler: 'typescript5', module: 'nodenext', moduleResolution: 'nodenext' },
  { compiler: 'typescript5', module: 'node16', moduleResolution: 'node16' },
  { compiler: 'typescript5', module: 'esnext', moduleResolution: 'bundler' },
  { compiler: 'typescript5', module: 'commonjs', moduleResolution: 'node10' },
]

let project: PackedProject
before(async () => {
  project = await createPackedProject()
  for (const extension of ['ts', 'mts', 'cts']) project.write(`program.${extension}`, PROGRAM)
})
after(() => project.remove())

interface CompilerOptions {
  readonly module: string
  readonly moduleResolution: string
  readonly lib?: readonly string[]
  readonly types?: readonly string[]
}

async function compileProgram(compiler: string, options: CompilerOptions): Promise<void> {
  const strictest = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true }
  const platform = {
    target: 'es2022',
    lib: ['es2022'],
    types: ['node'],
    typeRoots: [inRepository('node_modules/@types')],
  }
  const files = options.module.startsWith('node') ? ['program.mts', 'program.cts'] : ['program.ts']
  project.write('tsconfig.json', { compilerOptions: { ...strictest, ...platform, ...options }, files })
  const { code, output } = await runNode(
    [inRepository(`node_modules/${compiler}/bin/tsc`), '-p', '.'],
    project.folder,
  )
  assert.equal(code, 0, output)
}

for (const { compiler, module, moduleResolution } of SETTINGS) {
  test(`the types hold in ${compiler} with module ${module} and resolution ${moduleResolution}`, async () => {
    await compileProgram(compiler, { module, moduleResolution })
  })
}

test('the types hold without those of Node, where those of the web are known', async () => {
  const web = { lib: ['es2022', 'dom'], types: [] }
  await compileProgram('typescript', { module: 'preserve', moduleResolution: 'bundler', ...web })
})
