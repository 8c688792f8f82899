import { destination as pinoDestination } from 'pino'

/** Where lines go. A line is written as a whole, and is ASCII: nothing in it can end it or speak to a terminal. */
export interface LogDestination {
  write(line: string): void
  /** Writes what is left, at once. */
  flush(): void
}

/** What goes through a pipe in one piece, so that lines of several processes do not mix. POSIX: PIPE_BUF. */
const PIECE_BYTES = 4096

/** How much may wait for a reader that is slow; what comes beyond is dropped, never waited for. */
const WAITING_BYTES = 16 * 1024 * 1024

/** Opens a destination that collects lines for up to 100 ms, so that a line costs no system call of its own. */
export function openLogDestination(fd: number, onDrop: () => void = () => {}): LogDestination {
  const sink = pinoDestination({
    dest: fd,
    sync: false,
    minLength: PIECE_BYTES - 1024,
    maxWrite: PIECE_BYTES,
    maxLength: WAITING_BYTES,
    periodicFlush: 100,
  })
  sink.on('drop', onDrop)
  // A log that nobody reads any more ends no gateway.
  sink.on('error', onDrop)
  return {
    write: (line) => void sink.write(toAscii(line)),
    flush: () => {
      try {
        sink.flushSync()
      } catch {
        // Nobody reads it any more.
      }
    },
  }
}

/** Escapes, as JSON does, what is not ASCII: in a line of JSON that is always inside a string. */
function toAscii(line: string): string {
  return PLAIN.test(line)
    ? line
    : line.replaceAll(UNPLAIN, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const PLAIN = /^[\x20-\x7e]*\n$/
const UNPLAIN = /[^\x20-\x7e\n]/g
