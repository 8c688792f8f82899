/** A Markdown table as Prettier writes it: the first column to the left; all others to the right, as numbers are. */
export function toTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  align: 'left' | 'right' = 'right',
): string {
  const widths = head.map((_, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0)),
  )
  const isLeft = (column: number): boolean => column === 0 || align === 'left'
  const pad = (text: string, column: number): string =>
    isLeft(column) ? text.padEnd(widths[column] as number) : text.padStart(widths[column] as number)
  const rule = widths.map((width, column) =>
    isLeft(column) ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`,
  )
  return [head.map(pad), rule, ...rows.map((row) => row.map(pad))]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/** A number with about three significant digits. */
export function toText(value: number): string {
  if (!Number.isFinite(value)) return '–'
  if (value >= 100) return value.toFixed(0)
  return value >= 10 ? value.toFixed(1) : value.toFixed(2)
}
