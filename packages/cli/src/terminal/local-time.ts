/** Tells a time as this machine's clock does, and how far it is from now: `2026-01-31 09:05:00 +01:00, in 12 minutes`. */
export function describeTime(seconds: number, nowMs: number): string {
  const moment = describeMoment(seconds)
  return moment === undefined ? String(seconds) : `${moment}, ${describeDistance(seconds - nowMs / 1000)}`
}

/** The moment alone. Undefined for a number that is no time. */
export function describeMoment(seconds: number): string | undefined {
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return undefined
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')
  const offset = -date.getTimezoneOffset()
  const size = Math.abs(offset)
  return `${day} ${time} ${offset < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const

/** `in 12 minutes`, `3 days ago`, `now`. */
export function describeDistance(seconds: number): string {
  const size = Math.abs(seconds)
  if (size < 1) return 'now'
  const amount = describeDuration(size)
  return seconds < 0 ? `${amount} ago` : `in ${amount}`
}

/** `12 minutes`. Rounded, to the largest unit of which there are two or, to a hundredth, one. */
export function describeDuration(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= 2 * length || isNearly(seconds, length)) ?? [
    'second',
    1,
  ]
  const count = Math.round(seconds / length)
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}

function isNearly(seconds: number, length: number): boolean {
  return Math.abs(seconds - length) <= length / 100
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
