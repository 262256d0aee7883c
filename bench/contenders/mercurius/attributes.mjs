// Which attributes stand behind the selected fields.
const KEYS = ['pk', 'sk'];
const BEHIND = {
  total: ['total', 'currencyCode'],
  unitPrice: ['unitPrice', 'currencyCode'],
  lineTotal: ['lineTotal', 'currencyCode'],
  price: ['price', 'currencyCode'],
  lines: ['lineCount'],
  product: ['productId'],
};

/** Of the fields selected below the one that `info` is about, and the keys. */
export function attributesFor({ fieldNodes, fragments }) {
  const names = new Set(KEYS);
  for (const { selectionSet } of fieldNodes) collect(selectionSet, fragments, names);
  return [...names];
}

function collect({ selections }, fragments, names) {
  for (const node of selections) {
    if (node.kind === 'Field') (BEHIND[node.name.value] ?? [node.name.value]).forEach((name) => names.add(name));
    else collect((node.kind === 'InlineFragment' ? node : fragments[node.name.value]).selectionSet, fragments, names);
  }
}
