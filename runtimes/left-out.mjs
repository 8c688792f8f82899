// What a runtime does not run, each with its reason. Nothing else may be missing: the runs are compared, test by test.

const EVERYWHERE = ['node-22', 'node-24', 'node-26', 'bun', 'deno', 'workerd']

/** Files that are not run. */
export const LEFT_OUT = [
  {
    on: EVERYWHERE,
    files: /\/(package|typing|docs)\/|\/(pages?|types|packed)\.test/,
    why: 'shows something of this repository: what is packed, how it compiles, what its pages say',
  },
  {
    on: EVERYWHERE,
    files: /\/(nest|next|mcp)\/|\/contract\/(nest|next|mcp)/,
    why: 'is about frameworks that bring Node with them; `npm test` runs it',
  },
  {
    on: EVERYWHERE,
    files: /\/soak\//,
    why: 'measures with the clock of the machine, for a long time; `npm run soak`',
  },
  {
    on: ['bun'],
    files: /\/recipes\/network\//,
    why: 'is about undici, in whose place Bun puts a shell around its own fetch',
  },
  {
    on: ['deno'],
    files: /\/reset-connection\.test/,
    why: 'waits for word of a connection that its client reset, which does not come there',
  },
  {
    on: ['workerd'],
    files:
      /\/(express|fastify|koa|node|recipes)\/|\/contract\/(express|fastify|gate|koa|node)|\/(certified-provider|served)\.test/,
    why: "needs servers, sockets or files of Node's",
  },
  {
    on: ['workerd'],
    files: /\/(process-exit|bounded-memory|stray-promises)\.test/,
    why: 'looks at a process of its own',
  },
  {
    on: ['workerd'],
    files: /\/(faults-over-http|hung-up)\.test/,
    why: 'breaks connections, or sees that one was: a Worker can not, so that is done from outside (workerd/keys-from-outside.mjs)',
  },
  { on: ['workerd'], files: /\/verify-sync\.test/, why: 'has no synchronous crypto' },
  { on: ['workerd'], files: /\/answers\/errors\.test/, why: 'has no CommonJS' },
]

/** Tests that are there on Node and not here. */
export const ABSENT = [
  { on: ['workerd'], tests: /\bnode engine\b/, why: 'has the engine of WebCrypto alone' },
  {
    on: ['workerd'],
    // The suite of all adapters is one file, whoever runs it.
    tests: /^(Express|Fastify|Koa) \d: |^node:http: |^a gate: /,
    why: "needs servers of Node's",
  },
]

/** Tests that are run and must fail: one that passes does not belong here any more. */
export const DIFFERENT = [
  {
    on: ['bun'],
    tests: [
      'hands on no message that comes after the end, of a client that does not heed it',
      'hands on no message that was read with the one that brought the end',
    ],
    why: 'Bun puts its own client in the place of ws, whose socket these tests write to',
  },
  {
    on: ['workerd'],
    tests: ['fetch', 'Hono 4'].flatMap((adapter) => [
      `${adapter}: refuses two Authorization headers, whatever they hold, also where optional (checklist 31)`,
      `${adapter}: rejects a POST of an empty origin with a cookie, also where authentication is optional`,
    ]),
    why: 'a header without a value never reaches a Worker',
  },
  {
    on: ['workerd'],
    tests: ['reads a megabyte of hostile cookies in linear time'],
    why: 'the clocks of a Worker stand still while it computes',
  },
  {
    on: ['workerd'],
    tests: ['a process that only watches ends by itself'],
    why: 'a Worker starts no process',
  },
  {
    on: ['workerd'],
    tests: ['a prototype that was polluted gives no request a header (checklist 61)'],
    why: 'with a polluted prototype workerd itself drops the request',
  },
  {
    on: ['workerd'],
    tests: ['refreshes behind its tokens, however long the issuer takes: none waits (checklist 59)'],
    why: 'requests take turns: a second after a fetch began the next one may ask, and this issuer takes minutes',
  },
  {
    on: ['workerd'],
    tests: ['asks once, however many tokens of a tenant wait for the answer (checklist 59)'],
    why: 'requests share no I/O: each asks for itself',
  },
]

/** The files that are run on a runtime. */
export function filesFor(runtime, files) {
  const entries = LEFT_OUT.filter(({ on }) => on.includes(runtime))
  return files.filter((file) => !entries.some(({ files: pattern }) => pattern.test(file)))
}
