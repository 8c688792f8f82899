import type { ListenConfig } from '../config/schema.ts'

/** Where the proxy finds the gateway; `socketPrefix` is how it spells a unix socket. */
export function gatewayAddress(listen: ListenConfig = { port: 4180 }, socketPrefix = 'unix/'): string {
  return 'socket' in listen
    ? `${socketPrefix}${listen.socket}`
    : `${listen.host ?? '127.0.0.1'}:${listen.port}`
}

export function indent(lines: readonly string[], spaces: number): string {
  return lines.map((line) => (line === '' ? '' : `${' '.repeat(spaces)}${line}`)).join('\n')
}
