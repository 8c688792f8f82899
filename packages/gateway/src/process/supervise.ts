import { availableParallelism } from 'node:os'
import { randomBytes } from 'node:crypto'
import { resolve } from 'node:path'
import { ConfigError } from 'tokenstile'
import { filesOf, inlineFiles } from '../config/inline-files.ts'
import { ConfigurationError, readPath } from '../config/problem.ts'
import type { ReadConfig } from '../config/read-config.ts'
import { openLogDestination } from '../observe/log-destination.ts'
import { createLog, type Log } from '../observe/log.ts'
import { createMetricsPage } from '../observe/render-metrics.ts'
import { createTallies } from '../observe/tallies.ts'
import { findResolverWarnings } from '../resolver/start-warnings.ts'
import { createSetup } from '../server/setup.ts'
import { ListenError, type Addresses } from '../server/listen.ts'
import { openControl } from './control.ts'
import { endOnFault } from './end-on-fault.ts'
import { endInOrder } from './end-in-order.ts'
import { createFleet, type FleetOrder } from './fleet.ts'
import { createReadiness } from './readiness.ts'
import { recruitHere, recruitWorkers } from './recruit.ts'
import { readSecretFile } from './secret-file.ts'
import { stampFiles, watchFiles } from './watch-files.ts'

/** A gateway that looks after itself: it hears signals, watches its file and serves its health. */
export interface Supervised {
  /** Where it listens; for gRPC too, where that is configured. */
  readonly address: string
  readonly grpc: string | undefined
  /** Where its health and its control are served. */
  readonly health: string | undefined
  readonly admin: string | undefined
  /** Reads the configuration anew. Gives the mistakes for which the old one is kept; none where it was taken. */
  reload(): Promise<readonly string[]>
  /** Ends in order. Resolves when all is answered, or the time for it over. */
  end(patience: 'lame duck' | 'at once'): Promise<void>
  readonly log: Log
}

/** What cannot change while it runs. */
const FIXED = ['listen', 'grpc', 'health', 'admin'] as const

/** How much longer than it should an end may take before it is a hard one. */
const GRACE_MS = 1_000

/** How often members are looked after: one who does not answer is replaced. */
const LOOK_AFTER_MS = 10_000

/** Starts a gateway of `workers` processes, 0 for one on each core. Rejects where the configuration is wrong. */
export async function supervise(
  read: () => ReadConfig,
  file: string | undefined,
  workers: number,
): Promise<Supervised> {
  const tallies = createTallies()
  const log = createLog(
    openLogDestination(2, () => tallies.count('tokenstile_gateway_log_lines_dropped_total')),
  )
  endOnFault(log)
  const ownHashKey = randomBytes(32).toString('base64')
  const files = file === undefined ? [] : [resolve(file)]
  const fileStamp = stampFiles(files)
  const first = read()
  let current = toOrder(first, ownHashKey)
  let watched = [...files, ...filesOf(first)]
  // Of the file itself before it was read: a change since then must not be missed.
  const stamp = [fileStamp, ...filesOf(first).map((path) => stampFiles([path]))].join('\n')
  log.setLevel(first.config.log?.level ?? 'info')

  const size = workers === 0 ? availableParallelism() : workers
  const fleet = createFleet(size, size === 1 ? recruitHere(log) : recruitWorkers(), log, tallies)
  let isEnding = false
  const readiness = createReadiness(fleet, () => isEnding)
  const page = createMetricsPage(async () => [...(await fleet.samples()), ...tallies.samples()])
  const control = await openControl(
    first,
    readiness,
    {
      metrics: async () => ({ contentType: page.contentType, text: await page.render() }),
      explain: (question) => fleet.explain(question),
      reload,
      distrustKey: async (issuer, key) => {
        await fleet.distrustKey(issuer, key)
        log.warn({ issuer, ...key }, 'a key was distrusted by the admin listener')
      },
    },
    (error) => log.fault(error, 'a request to the health or admin listener broke'),
  )
  warnOf(first)
  let addresses: Addresses
  try {
    addresses = await fleet.start(current)
  } catch (error) {
    await control.close()
    throw error
  }
  const { http: address, grpc } = addresses
  log.info(
    { address, grpc, processes: size, health: control.health, admin: control.admin },
    'the gateway listens',
  )
  const lookAfter = setInterval(() => void fleet.health().catch(() => {}), LOOK_AFTER_MS).unref()

  let turn: Promise<unknown> = Promise.resolve()
  function reload(): Promise<readonly string[]> {
    const result = turn.then(reloadNow)
    turn = result.catch(() => {})
    return result
  }

  function warnOf({ config }: ReadConfig): void {
    for (const sentence of findResolverWarnings(config)) log.warn({}, sentence)
  }

  function countReload(result: 'taken' | 'unchanged' | 'refused'): void {
    tallies.count('tokenstile_gateway_reloads_total', { result })
  }

  async function reloadNow(): Promise<readonly string[]> {
    if (isEnding) return ['the gateway is ending']
    try {
      const next = read()
      watched = [...files, ...filesOf(next)]
      const order = toOrder(next, ownHashKey)
      const fixed = FIXED.filter(
        (name) => JSON.stringify(next.config[name]) !== JSON.stringify(first.config[name]),
      )
      if (fixed.length > 0) log.warn({ parts: fixed }, `a restart is needed for ${fixed.join(', ')}`)
      if (JSON.stringify(order) === JSON.stringify(current)) {
        countReload('unchanged')
        log.info({}, 'the configuration is as it was')
        return []
      }
      await fleet.reload(order)
      current = order
      warnOf(next)
      log.setLevel(order.config.log?.level ?? 'info')
      countReload('taken')
      log.info({}, 'the configuration was taken')
      return []
    } catch (error) {
      countReload('refused')
      const mistakes = toMistakes(error)
      if (mistakes === undefined)
        log.fault(error, 'the configuration could not be taken; the old one is kept')
      else log.error({ mistakes }, 'the configuration has mistakes; the old one is kept')
      return mistakes ?? ['the configuration could not be taken; hint: see the log']
    }
  }

  const stopWatching =
    file === undefined
      ? () => {}
      : watchFiles(
          () => watched,
          stamp,
          () => void reload(),
        )

  return {
    address,
    grpc,
    health: control.health,
    admin: control.admin,
    reload,
    log,
    end: async (patience) => {
      isEnding = true
      stopWatching()
      clearInterval(lookAfter)
      log.info({}, 'the gateway ends')
      const { drainSeconds = 10, health } = current.config
      const tooLate = (): void => {
        log.error({}, 'the gateway could not end in time')
        log.flush()
        process.exit(1)
      }
      setTimeout(tooLate, drainSeconds * 1000 + GRACE_MS).unref()
      await endInOrder(fleet, drainSeconds, patience === 'lame duck', health !== undefined)
      await control.close()
      log.info({}, 'the gateway has ended')
      log.flush()
    },
  }
}

/** Reads all that workers need, and tries it. Throws a `ConfigurationError` with the lines. */
function toOrder(read: ReadConfig, ownHashKey: string): FleetOrder {
  const inlined = inlineFiles(read)
  const { config, folder } = inlined
  try {
    createSetup(inlined, { onDecision: () => {}, onEvent: () => {}, isTrial: true }).verifier.close()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigurationError([locate(error, read)])
  }
  return { config, folder, hashKey: readHashKey(read) ?? ownHashKey }
}

/** The library names the option; the file has it on a line. */
function locate({ option, message }: ConfigError, read: ReadConfig): string {
  return read.locate({ path: readPath(option), message: message.slice(option.length + 2) })
}

function readHashKey(read: ReadConfig): string | undefined {
  const path = read.config.log?.hashKeyFile
  if (path === undefined) return undefined
  const found = readSecretFile(resolve(read.folder, path))
  if ('secret' in found) return Buffer.from(found.secret).toString('base64')
  throw new ConfigurationError([read.locate({ path: ['log', 'hashKeyFile'], message: found.problem })])
}

/** What is wrong with a configuration; undefined for what is no mistake in it. */
function toMistakes(error: unknown): readonly string[] | undefined {
  if (error instanceof ConfigurationError) return error.lines
  if (error instanceof ConfigError || error instanceof ListenError) return [error.message]
  return undefined
}
