import { pino } from 'pino'
import type { LogDestination } from './log-destination.ts'

/** What is told beside a sentence: no tokens, no keys, no claims. */
export type LogFields = Readonly<Record<string, unknown>>

/** The log of a process: lines of JSON. */
export interface Log {
  readonly debug: (fields: LogFields, sentence: string) => void
  readonly info: (fields: LogFields, sentence: string) => void
  readonly warn: (fields: LogFields, sentence: string) => void
  readonly error: (fields: LogFields, sentence: string) => void
  /** Tells of what broke: its kind and where it was thrown. Not its message, which may quote what came in. */
  readonly fault: (error: unknown, sentence: string) => void
  /** Writes a decision, whatever the level. */
  readonly decision: (fields: LogFields) => void
  /** Says nothing below this level from now on. */
  readonly setLevel: (level: LogLevel) => void
  readonly flush: () => void
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

export function createLog(destination: LogDestination): Log {
  const options = { base: { pid: process.pid }, formatters: { level: (label: string) => ({ level: label }) } }
  const logger = pino(options, destination)
  // Whether there is an audit line is said by `audit`, not by the level.
  const audit = pino({ ...options, level: 'info' }, destination)
  return {
    debug: (fields, sentence) => logger.debug(fields, sentence),
    info: (fields, sentence) => logger.info(fields, sentence),
    warn: (fields, sentence) => logger.warn(fields, sentence),
    error: (fields, sentence) => logger.error(fields, sentence),
    fault: (error, sentence) => logger.error(describeFault(error), sentence),
    decision: (fields) => audit.info(fields, 'decision'),
    setLevel: (level) => {
      logger.level = level
    },
    flush: () => destination.flush(),
  }
}

/** The kind of a fault and the places that it came by. */
export function describeFault(error: unknown): LogFields {
  if (!(error instanceof Error)) return { fault: typeof error }
  const { name, code } = error as NodeJS.ErrnoException
  const { stack = '', message } = error
  // What came in may be in the message, and may look like a place there.
  const messageAt = stack.indexOf(message)
  const places = messageAt < 0 ? '' : stack.slice(messageAt + message.length)
  const at = places
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim().slice(0, 200))
  return { fault: name, ...(typeof code === 'string' && { code }), at }
}
