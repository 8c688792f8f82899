/** A row of a Markdown table. */
export function row(...cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|').replaceAll('<', '&lt;')).join(' | ')} |`
}
