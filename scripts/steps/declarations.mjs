/**
 * Reads, for each declaration file, the declarations that it exports and those of ours that these mention, in the order
 * of their names. A declaration appears once, in the first file that leads to it; an export always appears.
 *
 * @param {readonly string[]} files absolute paths of .d.ts files
 * @returns {Promise<{ exported: string[], mentioned: string[], global: string[] }[]>}
 */
export async function readDeclarations(files) {
  // TypeScript 7 has no interface for programs yet; and nothing is installed when this module is loaded.
  const { default: ts } = await import('typescript5')
  const program = ts.createProgram(files, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noLib: true,
    types: [],
  })
  const checker = program.getTypeChecker()
  const shown = new Set()

  return files.map((file) => {
    const source = program.getSourceFile(file)
    if (source === undefined) throw new Error(`${file} is missing; hint: run npm run build`)
    const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(source)).toSorted(byName)
    const roots = exports.map((symbol) => ({ name: symbol.name, statements: statementsOf(resolve(symbol)) }))
    const exported = roots.map(({ name, statements }) => print(name, statements))
    for (const { statements } of roots) for (const statement of statements) shown.add(statement)
    const mentioned = roots.flatMap(({ statements }) => statements.flatMap(reach))
    // `declare global` and the like change what others see, without being exported.
    const global = source.statements.filter(
      (statement) =>
        ts.isGlobalScopeAugmentation(statement) ||
        (ts.isModuleDeclaration(statement) && ts.isStringLiteral(statement.name)),
    )
    return {
      global: global.map((statement) => print('global', [statement])),
      exported,
      mentioned: mentioned.toSorted(byName).map(({ name, statement }) => print(name, [statement])),
    }
  })

  function reach(statement) {
    const found = []
    const visit = (node) => {
      if (ts.isIdentifier(node)) {
        const symbol = checker.getSymbolAtLocation(node)
        for (const next of symbol === undefined ? [] : statementsOf(resolve(symbol))) {
          if (shown.has(next)) continue
          shown.add(next)
          found.push({ name: resolve(symbol).name, statement: next }, ...reach(next))
        }
      }
      ts.forEachChild(node, visit)
    }
    visit(statement)
    return found
  }

  function resolve(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol
  }

  // The top-level statements of ours that declare a symbol; none for a member or a type parameter.
  function statementsOf(symbol) {
    return (symbol.declarations ?? []).flatMap((declaration) => {
      const isVariable = ts.isVariableDeclaration(declaration)
      const statement = isVariable ? declaration.parent.parent : declaration
      const isOurs = !statement.getSourceFile().fileName.includes('/node_modules/')
      return isOurs && ts.isSourceFile(statement.parent) && ts.isStatement(statement) ? [statement] : []
    })
  }
}

// An export under another name than its declaration's says so.
function print(name, statements) {
  const text = statements
    .map((statement) =>
      statement
        .getFullText()
        .replace(/^\/\/#.*$/gm, '')
        .trim(),
    )
    .join('\n')
  return new RegExp(`\\b${name}\\b`).test(text) ? text : `// as ${name}:\n${text}`
}

function byName(a, b) {
  return a.name < b.name ? -1 : 1
}
