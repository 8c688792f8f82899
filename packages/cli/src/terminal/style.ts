import type { Surroundings } from '../surroundings.ts'

/** Colours for a person's eyes. Each gives the text as it is where there is to be no colour. */
export interface Style {
  readonly good: (text: string) => string
  readonly bad: (text: string) => string
  readonly warning: (text: string) => string
  readonly faint: (text: string) => string
  readonly strong: (text: string) => string
}

/** Colour only at a terminal and without NO_COLOR (no-color.org). It must never be the only sign of something. */
export function styleFor(
  { environment, isTerminal }: Pick<Surroundings, 'environment' | 'isTerminal'>,
  stream: 'out' | 'err' = 'out',
): Style {
  const { NO_COLOR = '', TERM } = environment
  const isColoured = isTerminal[stream] && NO_COLOR === '' && TERM !== 'dumb'
  const paint =
    (start: number, end: number) =>
    (text: string): string =>
      isColoured ? `\u001b[${start}m${text}\u001b[${end}m` : text
  return {
    good: paint(32, 39),
    bad: paint(31, 39),
    warning: paint(33, 39),
    faint: paint(2, 22),
    strong: paint(1, 22),
  }
}
