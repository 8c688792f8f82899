import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { array, assert as check, constantFrom, oneof, property, string } from 'fast-check'
import { runCommand } from '../../dist/command/command-line.js'
import { lintNginx } from '../../dist/config/lint-nginx.js'

const NAMES = [
  'session-valid',
  'user-id',
  'user-anonymous',
  'user-verified',
  'user-roles',
  'session-amr',
  'session-authenticated-at',
  'user-can-reauthenticate',
]

function variable(name: string): string {
  return name.replaceAll('-', '_')
}

/** A server that asks a resolver, in the shape that people have from guides, with some headers left out or added. */
function serverWith(names: readonly string[], { resolver = '', backend = '' } = {}): string {
  return `
server {
  listen 443 ssl;   # a comment with { and ; and 'quotes
  location / {
    proxy_pass http://127.0.0.1:8080;
    proxy_set_header Host $host;
    auth_request /_auth;
${names.map((name) => `    auth_request_set $${variable(name)} $upstream_http_x_authgear_${variable(name)};`).join('\n')}
${names.map((name) => `    proxy_set_header x-authgear-${name} $${variable(name)};`).join('\n')}
    ${backend}
  }
  location = /_auth {
    internal;
    set $resolver https://project.example/_resolver/resolve;
    proxy_pass $resolver;
    proxy_pass_request_body off;
    proxy_set_header Host project.example;
    proxy_set_header Content-Length "";
    ${resolver}
  }
}`
}

const LINES_BEFORE = 7
const lineOfSetter = (names: readonly string[], name: string): number =>
  LINES_BEFORE + names.length + names.indexOf(name) + 1

test('finds nothing in a server that sets all of them', () => {
  assert.deepEqual(lintNginx(serverWith(NAMES)), [])
  const all = 'proxy_cache users; proxy_cache_key "$http_authorization|$http_cookie";'
  assert.deepEqual(lintNginx(serverWith(NAMES, { resolver: all })), [])
})

test("finds what a guide's server lacks: roles, the removed header, cookies in the cache key", () => {
  const names = [...NAMES.filter((name) => name !== 'user-roles'), 'session-acr']
  const key =
    'proxy_cache users; proxy_cache_key "$cookie_session|$http_authorization"; proxy_cache_valid 200 10m;'
  const findings = lintNginx(serverWith(names, { resolver: key }))
  const text = serverWith(names, { resolver: key }).split('\n')
  const lineOf = (part: string): number => text.findIndex((line) => line.includes(part)) + 1
  assert.deepEqual(
    findings.map(({ line, message }) => [line, message.split(/[;:,]/)[0]]),
    [
      [lineOf('$upstream_http_x_authgear_session_acr'), 'no resolver sends x-authgear-session-acr any more'],
      [lineOfSetter(names, 'session-valid'), 'x-authgear-user-roles is not set beside the others'],
      [lineOfSetter(names, 'session-acr'), 'no resolver sends x-authgear-session-acr any more'],
      [lineOf('proxy_cache_key'), 'proxy_cache_key lacks $cookie_app_session'],
    ],
  )
  assert.match(findings.at(-1)?.message ?? '', /lacks \$cookie_app_session, \$cookie_app_access_token: /)
  assert.match(findings[1]?.message ?? '', /hint: proxy_set_header x-authgear-user-roles \$user_roles/)
})

test('finds each header that is left out', () => {
  for (const name of NAMES) {
    const [finding, ...others] = lintNginx(serverWith(NAMES.filter((one) => one !== name)))
    assert.ok(finding?.message.startsWith(`x-authgear-${name} is not set`))
    assert.deepEqual(others, [])
  }
})

const FASTCGI = `location ~ \\.php$ { auth_request /_auth; fastcgi_pass unix:/run/php.sock; include fastcgi_params;
  fastcgi_param HTTP_X_AUTHGEAR_USER_ID $user_id; }`

test('reads the names of CGI', () => {
  const messages = lintNginx(FASTCGI).map(({ message }) => message)
  assert.equal(messages.length, 7)
  assert.ok(
    messages.some((message) => message.includes('fastcgi_param HTTP_X_AUTHGEAR_USER_ROLES $user_roles')),
  )
})

test('finds a backend whose level takes no headers of the one above', () => {
  const set = NAMES.map((name) => `proxy_set_header x-authgear-${name} $x;`).join('\n')
  const server = (location: string): string =>
    `server { auth_request /_auth;\n${set}\nlocation / {\n${location}\n} }`
  assert.deepEqual(lintNginx(server('proxy_pass http://b;')), [])
  const own = server('proxy_set_header X-Other 1;\nproxy_pass http://b;')
  assert.match(lintNginx(own)[0]?.message ?? '', /^no x-authgear-\* header is set for this backend/)
  assert.equal(lintNginx(own)[0]?.line, 12)
  assert.equal(lintNginx(server('fastcgi_pass unix:/run/php.sock;')).length, 1)
  assert.deepEqual(lintNginx(server('more_clear_input_headers "x-authgear-*"; fastcgi_pass unix:/p;')), [])
})

test('finds answers that are kept under the URL alone', () => {
  const [finding] = lintNginx(serverWith(NAMES, { resolver: 'proxy_cache users;' }))
  assert.match(finding?.message ?? '', /everybody becomes the first caller/)
  assert.deepEqual(lintNginx(serverWith(NAMES, { resolver: 'proxy_cache off;' })), [])
})

test('finds a key of a level above, and leaves keys alone that are for other things', () => {
  const server = serverWith(NAMES, { resolver: 'proxy_cache users;' })
  const [finding] = lintNginx(`proxy_cache_key $uri$http_authorization;\n${server}`)
  assert.equal(finding?.line, 1)
  assert.match(finding?.message ?? '', /\$cookie_app_session, \$cookie_app_access_token, \$cookie_session/)
  assert.deepEqual(lintNginx(serverWith(NAMES, { backend: 'proxy_cache pages; proxy_cache_key $uri;' })), [])
})

test('wants all cookies in the key where their names have a prefix', () => {
  const cookies = '$cookie_session$cookie_app_session$cookie_app_access_token$http_authorization'
  const text = serverWith(NAMES, { resolver: `proxy_cache_key ${cookies};` })
  assert.deepEqual(lintNginx(text), [])
  assert.match(lintNginx(text, { cookiePrefix: 'shop' })[0]?.message ?? '', /lacks \$http_cookie:/)
})

test('leaves a removed header alone that is set to nothing', () => {
  const backend = 'proxy_set_header x-authgear-session-acr "";'
  assert.deepEqual(lintNginx(serverWith(NAMES, { backend })), [])
})

test('finds what lets aliases through', () => {
  for (const line of ['underscores_in_headers on;', 'ignore_invalid_headers off;']) {
    assert.match(lintNginx(`${line}${serverWith(NAMES)}`)[0]?.message ?? '', /x_authgear_user_id/)
  }
})

test('says where a file is about something else', () => {
  assert.match(lintNginx('server { listen 80; }')[0]?.message ?? '', /is it the right file/)
  assert.match(lintNginx('')[0]?.message ?? '', /is it the right file/)
})

test('reads what nginx reads: quotes, variables in braces, programs, odd lines', () => {
  const odd = `
  access_by_lua_block { if a then b = { c = "}" .. "{" } end }
  log_format x '{"a":"$b"}' "it's; {";
  set $a "\${b}c";  set $d \${e}f;
  if ($http_x = "}") { return 403; }
  return 200 "a \\" ; {";`
  const lines = odd.split('\n').length - 1
  const [finding] = lintNginx(`${odd}\nunderscores_in_headers on;${serverWith(NAMES)}`)
  assert.equal(finding?.line, lines + 2)
})

test('takes any text', () => {
  const part = constantFrom(
    '{',
    '}',
    ';',
    '"',
    "'",
    '#',
    '\n',
    '$',
    '${',
    '\\',
    'x-authgear-',
    'location',
    ' ',
    'a',
  )
  check(
    property(
      oneof(
        string(),
        array(part).map((parts) => parts.join('')),
      ),
      (text) => {
        for (const { line } of lintNginx(text)) assert.ok(line >= 1 && line <= text.split('\n').length)
      },
    ),
    { numRuns: 2000 },
  )
})

test('is told by the command, with file and line', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-check-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const [config, nginx] = [join(folder, 'gateway.yaml'), join(folder, 'nginx.conf')]
  writeFileSync(
    config,
    `issuers: [{ authgear: 'https://project.example' }]
proxy: nginx
trustedProxies: [loopback]
rules: [{ backend: https://b.example }]
resolver: {}
assertion: { issuer: 'https://gateway.example', keyFile: keys.json }
`,
  )
  const run = async (): Promise<[number | undefined, string]> => {
    let text = ''
    const write = (part: string): void => void (text += part)
    const args = ['check', config, '--nginx', nginx]
    return [await runCommand(args, { environment: {}, out: write, err: write }), text]
  }
  const missing = await run()
  assert.deepEqual(missing, [2, `${nginx}: cannot be opened; hint: is the path right?\n`])
  writeFileSync(nginx, serverWith(NAMES))
  assert.deepEqual(await run(), [0, 'no mistakes found\n'])
  writeFileSync(nginx, serverWith(NAMES.filter((name) => name !== 'user-roles')))
  const [code, text] = await run()
  assert.equal(code, 1)
  assert.ok(text.startsWith(`warning: ${nginx}:15: x-authgear-user-roles is not set beside the others`), text)
  // Nothing was written by looking.
  assert.throws(() => writeFileSync(join(folder, 'keys.json'), '', { flag: 'r+' }), { code: 'ENOENT' })
})
