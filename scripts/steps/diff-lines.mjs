/**
 * What changed between two texts, one line each with `-` or `+` in front, in order. Meant for short files: time and
 * memory grow with the product of the two lengths.
 */
export function diffLines(before = '', after = '') {
  const [a, b] = [before, after].map((text) => (text === '' ? [] : text.trimEnd().split('\n')))
  const common = longestCommon(a, b)
  const lines = []
  for (let i = 0, j = 0; i < a.length || j < b.length;) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++
      j++
    } else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1]))
      lines.push(`- ${a[i++]}`)
    else lines.push(`+ ${b[j++]}`)
  }
  return lines.join('\n')
}

// common[i][j] is the length of the longest common subsequence of a from i on and b from j on.
function longestCommon(a, b) {
  const common = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1))
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1])
    }
  }
  return common
}
