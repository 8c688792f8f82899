import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { inRepository, runNode } from '../package/child-process.ts'

// A project of its own: what it registers must not reach the other tests.
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'tokenstile-register-')))
after(() => rmSync(folder, { recursive: true, force: true }))

const HEAD = `
import express from 'express'
import { createVerifier, type AuthOf } from 'tokenstile'
import { authgear } from 'tokenstile/authgear'
import { authenticate, authorize } from 'tokenstile/express'
const verifier = createVerifier(authgear('https://project.authgear.cloud'))
const app = express()
app.use(authenticate(verifier))
`
const REGISTER = `declare module 'tokenstile' { interface Register { auth: AuthOf<typeof verifier> } }
`

async function compile(name: string, program: string): Promise<string> {
  const project = join(folder, name)
  mkdirSync(join(project, 'node_modules'), { recursive: true })
  symlinkSync(inRepository('packages/tokenstile'), join(project, 'node_modules/tokenstile'))
  const types = inRepository('node_modules/@types')
  const compilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: 'es2022',
    module: 'nodenext',
    types: ['node', 'express'],
    typeRoots: [types],
    paths: { express: [join(types, 'express')] },
  }
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.mts'] }))
  writeFileSync(join(project, 'program.mts'), program)
  const { output } = await runNode([inRepository('node_modules/typescript/bin/tsc'), '-p', '.'], project)
  return output
}

test('what an application registers types the caller of its routes and requirements', async () => {
  const program = `${HEAD}${REGISTER}
app.get('/me', authorize({ check: ({ user }) => user?.isVerified === true }), (request, response) => {
  const id: string | undefined = request.auth.user?.id
  const guest: boolean | undefined = request.auth.user?.isAnonymous
  // @ts-expect-error: there is no such member
  request.auth.user?.isAdmin
  // @ts-expect-error: there is no such member
  authorize({ check: ({ user }) => user?.isAdmin === true })
  response.json({ id, guest })
})`
  assert.equal(await compile('registered', program), '')
})

test('without a registration, a route has to ask whether there is a caller', async () => {
  const program = `${HEAD}export type A = AuthOf<typeof verifier>
app.get('/me', (request, response) => {
  // @ts-expect-error: nobody said that every route has a caller
  request.auth.subject
  const subject: string | undefined = request.auth?.subject
  response.json({ subject })
})`
  assert.equal(await compile('unregistered', program), '')
})

test('these programs can fail to compile', async () => {
  const program = `${HEAD}${REGISTER}
app.get('/me', (request, response) => response.json({ admin: request.auth.user?.isAdmin }))`
  assert.match(await compile('wrong', program), /isAdmin/)
})
