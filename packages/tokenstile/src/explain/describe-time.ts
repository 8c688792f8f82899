/** Tells a time as a person reads it: the moment in UTC, and how far from now. */
export function describeTime(seconds: number, now: number): string {
  const date = new Date(seconds * 1000)
  const moment = Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString()
  return `${moment} (${describeDistance(seconds - now)})`
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
] as const

function describeDistance(seconds: number): string {
  const size = Math.abs(seconds)
  const [unit, length] = UNITS.find(([, length]) => size >= length) ?? ['second', 1]
  const count = Math.round(size / length)
  const amount = `${count} ${unit}${count === 1 ? '' : 's'}`
  return seconds < 0 ? `${amount} ago` : `in ${amount}`
}
