/** Where something stands in a configuration. */
export type ConfigPath = readonly (string | number)[]

/** A mistake in a configuration, or what looks like one. */
export interface Problem {
  readonly path: ConfigPath
  /** Lower case, no full stop, with what to do about it. */
  readonly message: string
}

/** A configuration that cannot be used: every mistake that was found, a line each. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError'
  readonly lines: readonly string[]

  constructor(lines: readonly string[]) {
    super(lines.join('\n'))
    this.lines = lines
  }
}

/** Writes a path as people do: `rules[0].require.roles`. */
export function writePath(path: ConfigPath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'number' ? `${text}[${step}]` : text === '' ? step : `${text}.${step}`),
    '',
  )
}

/** Reads what {@link writePath} writes. */
export function readPath(text: string): ConfigPath {
  return text
    .split(/[.[\]]+/)
    .filter((step) => step !== '')
    .map((step) => (/^[0-9]+$/.test(step) ? Number(step) : step))
}
