const CASE = /<testcase\b([^>]*?)(?:\/>|>([^]*?)<\/testcase>)/g

/** Reads the tests of a JUnit report: as much of it as Bun and Deno write. */
export function readJunit(xml) {
  return Array.from(xml.matchAll(CASE), ([, attributes, body = '']) => ({
    name: unescape(/ ?\bname="([^"]*)"/.exec(attributes)?.[1] ?? ''),
    outcome: /<(failure|error)\b/.test(body) ? 'failed' : /<skipped\b/.test(body) ? 'skipped' : 'passed',
    message: unescape(body.replace(/<[^>]*>/g, '').trim()),
  }))
}

const NAMED = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function unescape(text) {
  return text.replace(/&(?:#(x?)([0-9a-f]+)|([a-z]+));/gi, (whole, hex, number, name) =>
    number === undefined
      ? (NAMED[name] ?? whole)
      : String.fromCodePoint(Number.parseInt(number, hex ? 16 : 10)),
  )
}
