import ts from 'typescript';

/** One change of a source text, by the name that Stryker has for its kind, where Stryker has one. */
export type Mutation = {
  readonly operator: string;
  /** What is replaced: offsets in the text of the file. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** An offset in what must run for the change to be seen. */
  readonly seenAt: number;
};

type Replace = { readonly operator: string; readonly from: ts.Node; readonly by: string; readonly seenAt?: ts.Node | undefined };

const { SyntaxKind } = ts;

const otherOperators: Readonly<Record<string, readonly [operator: string, ...others: string[]]>> = {
  '+': ['ArithmeticOperator', '-'],
  '-': ['ArithmeticOperator', '+'],
  '*': ['ArithmeticOperator', '/'],
  '/': ['ArithmeticOperator', '*'],
  '%': ['ArithmeticOperator', '*'],
  '**': ['ArithmeticOperator', '*'],
  '<<': ['BitwiseOperator', '>>'],
  '>>': ['BitwiseOperator', '<<'],
  '>>>': ['BitwiseOperator', '<<'],
  '&': ['BitwiseOperator', '|'],
  '|': ['BitwiseOperator', '&'],
  '^': ['BitwiseOperator', '&'],
  '<': ['EqualityOperator', '<=', '>='],
  '<=': ['EqualityOperator', '<', '>'],
  '>': ['EqualityOperator', '>=', '<='],
  '>=': ['EqualityOperator', '>', '<'],
  '===': ['EqualityOperator', '!=='],
  '!==': ['EqualityOperator', '==='],
  '&&': ['LogicalOperator', '||'],
  '||': ['LogicalOperator', '&&'],
  '??': ['LogicalOperator', '&&'],
  '+=': ['AssignmentOperator', '-='],
  '-=': ['AssignmentOperator', '+='],
  '*=': ['AssignmentOperator', '/='],
  '/=': ['AssignmentOperator', '*='],
  '??=': ['AssignmentOperator', '&&='],
  '||=': ['AssignmentOperator', '&&='],
  '&&=': ['AssignmentOperator', '||='],
};

/** The other method of the same type, or none: then the call becomes what it was called on. */
const otherMethods: Readonly<Record<string, string | undefined>> = {
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  toUpperCase: 'toLowerCase',
  toLowerCase: 'toUpperCase',
  some: 'every',
  every: 'some',
  min: 'max',
  max: 'min',
  floor: 'ceil',
  ceil: 'floor',
  indexOf: 'lastIndexOf',
  lastIndexOf: 'indexOf',
  find: 'findLast',
  findLast: 'find',
  findIndex: 'findLastIndex',
  findLastIndex: 'findIndex',
  trimStart: 'trimEnd',
  trimEnd: 'trimStart',
  padStart: 'padEnd',
  padEnd: 'padStart',
  push: 'unshift',
  unshift: 'push',
  shift: 'pop',
  pop: 'shift',
  trim: undefined,
  filter: undefined,
  slice: undefined,
  reverse: undefined,
  toReversed: undefined,
  sort: undefined,
  toSorted: undefined,
};

/** All changes whose outermost node is this one. */
export function mutationsOf(node: ts.Node, source: ts.SourceFile): Mutation[] {
  return [...replacements(node)].map(({ operator, from, by, seenAt = from }) => ({
    operator,
    start: from.getStart(source),
    end: from.end,
    replacement: by,
    seenAt: seenAt.getStart(source),
  }));
}

function replacements(node: ts.Node): readonly Replace[] {
  if (ts.isBinaryExpression(node)) return ofBinary(node);
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return ofUnary(node);
  if (ts.isCallExpression(node)) return ofCall(node);
  if (ts.isBlock(node)) return ofBlock(node);
  if (ts.isStatement(node)) return ofStatement(node);
  if (ts.isConditionalExpression(node)) return eitherWay(node.condition);
  if (ts.isArrowFunction(node) && !ts.isBlock(node.body) && node.body.getText() !== 'undefined')
    return [{ operator: 'ArrowFunction', from: node.body, by: 'undefined' }];
  if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) return ofAccess(node);
  return ofLiteral(node);
}

function ofBinary(node: ts.BinaryExpression): Replace[] {
  const [operator, ...others] = otherOperators[node.operatorToken.getText()] ?? [];
  if (operator === undefined || (operator === 'ArithmeticOperator' && [node.left, node.right].some(isText))) return [];
  const changed = others.map((other) => ({ operator, from: node.operatorToken, by: other }));
  return operator === 'EqualityOperator' && !isCondition(node) ? [...changed, ...eitherWay(node)] : changed;
}

function ofUnary(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression): Replace[] {
  const operand = node.operand.getText();
  const rewritten = (sign: string) => (ts.isPrefixUnaryExpression(node) ? sign + operand : operand + sign);
  switch (node.operator) {
    case SyntaxKind.PlusPlusToken:
      return [{ operator: 'UpdateOperator', from: node, by: rewritten('--') }];
    case SyntaxKind.MinusMinusToken:
      return [{ operator: 'UpdateOperator', from: node, by: rewritten('++') }];
    case SyntaxKind.ExclamationToken:
      return [{ operator: 'BooleanLiteral', from: node, by: operand }];
    default:
      return [{ operator: 'UnaryOperator', from: node, by: operand }];
  }
}

function ofCall(node: ts.CallExpression): Replace[] {
  const { expression } = node;
  if (!ts.isPropertyAccessExpression(expression)) return [];
  const name = expression.name.text;
  if (!Object.hasOwn(otherMethods, name)) return [];
  const other = otherMethods[name];
  return other === undefined
    ? [{ operator: 'MethodExpression', from: node, by: expression.expression.getText() }]
    : [{ operator: 'MethodExpression', from: expression.name, by: other }];
}

function ofAccess(node: ts.PropertyAccessExpression | ts.ElementAccessExpression): Replace[] {
  if (node.questionDotToken === undefined) return [];
  return [{ operator: 'OptionalChaining', from: node.questionDotToken, by: ts.isPropertyAccessExpression(node) ? '.' : '' }];
}

function ofStatement(node: ts.Statement): readonly Replace[] {
  if (ts.isIfStatement(node)) return eitherWay(node.expression);
  if (ts.isWhileStatement(node) || ts.isDoStatement(node)) return never(node.expression);
  if (ts.isForStatement(node)) return node.condition ? never(node.condition) : [];
  const falls = ts.isReturnStatement(node) && node.expression === undefined;
  const goes = falls || ts.isExpressionStatement(node) || ts.isThrowStatement(node) || ts.isBreakOrContinueStatement(node);
  return goes && !isAllOfAnIf(node) ? [{ operator: 'StatementRemoval', from: node, by: ';' }] : [];
}

/** A block of one statement is emptied by taking that away, the only block of an `if` by its condition. */
function ofBlock(node: ts.Block): Replace[] {
  const [first, second] = node.statements;
  if (first === undefined || isAllOfAnIf(node)) return [];
  if (second === undefined && ofStatement(first).some(({ operator }) => operator === 'StatementRemoval')) return [];
  return [{ operator: 'BlockStatement', from: node, by: '{}', seenAt: first }];
}

function ofLiteral(node: ts.Node): Replace[] {
  if (node.kind === SyntaxKind.TrueKeyword) return [{ operator: 'BooleanLiteral', from: node, by: 'false' }];
  if (node.kind === SyntaxKind.FalseKeyword) return [{ operator: 'BooleanLiteral', from: node, by: 'true' }];
  if (ts.isStringLiteral(node)) return [{ operator: 'StringLiteral', from: node, by: node.text === '' ? "'mutated'" : "''" }];
  if (ts.isTemplateExpression(node)) return [{ operator: 'StringLiteral', from: node, by: '``' }];
  if (ts.isNoSubstitutionTemplateLiteral(node) && node.text !== '') return [{ operator: 'StringLiteral', from: node, by: '``' }];
  if (ts.isNumericLiteral(node)) return otherNumbers(Number(node.text)).map((by) => ({ operator: 'NumericLiteral', from: node, by }));
  if (ts.isArrayLiteralExpression(node) && node.elements.length > 0) return [{ operator: 'ArrayDeclaration', from: node, by: '[]' }];
  if (ts.isObjectLiteralExpression(node) && node.properties.length > 0) return [{ operator: 'ObjectLiteral', from: node, by: '{}' }];
  if (ts.isRegularExpressionLiteral(node)) return ofPattern(node);
  return [];
}

/** Nobody promises 5,001 ms in place of 5,000: a large number becomes another one altogether, a small one its neighbour. */
function otherNumbers(value: number): string[] {
  if (value === 0) return ['1'];
  if (value === 1) return ['0', '2'];
  if (!Number.isInteger(value)) return [String(value * 2), String(value / 2)];
  return value <= 16 ? [String(value - 1), String(value + 1)] : [String(value * 2), String(Math.floor(value / 2))];
}

function ofPattern(node: ts.RegularExpressionLiteral): Replace[] {
  const text = node.getText();
  const end = text.lastIndexOf('/');
  const pattern = text.slice(1, end);
  const flags = text.slice(end + 1);
  const others = new Set<string>();
  if (pattern.startsWith('^')) others.add(`/${pattern.slice(1)}/${flags}`);
  if (/(?<!\\)\$$/.test(pattern)) others.add(`/${pattern.slice(0, -1)}/${flags}`);
  if (flags.includes('i')) others.add(`/${pattern}/${flags.replace('i', '')}`);
  const quantified = pattern.search(/(?<=[\])\w.])[+*?]/);
  if (quantified > 0) others.add(`/${pattern.slice(0, quantified)}${pattern.slice(quantified + 1)}/${flags}`);
  return [...others].filter((other) => !other.startsWith('//')).map((by) => ({ operator: 'Regex', from: node, by }));
}

function eitherWay(condition: ts.Expression): Replace[] {
  if (condition.kind === SyntaxKind.TrueKeyword || condition.kind === SyntaxKind.FalseKeyword) return [];
  return ['true', 'false'].map((by) => ({ operator: 'ConditionalExpression', from: condition, by }));
}

function never(condition: ts.Expression): Replace[] {
  return condition.kind === SyntaxKind.TrueKeyword ? [] : [{ operator: 'ConditionalExpression', from: condition, by: 'false' }];
}

/** Whether it decides where to go, as a whole: that statement has its mutations. */
function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent)) return parent.expression === node;
  return (ts.isForStatement(parent) || ts.isConditionalExpression(parent)) && parent.condition === node;
}

function isAllOfAnIf(node: ts.Statement): boolean {
  return ts.isIfStatement(node.parent) && node.parent.thenStatement === node && node.parent.elseStatement === undefined;
}

function isText(node: ts.Expression): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateExpression(node);
}
