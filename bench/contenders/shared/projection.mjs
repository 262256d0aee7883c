// Parameters of reads, the same for every way of speaking to DynamoDB.

/** Every name by a placeholder, since many are reserved; without names there is no projection, and whole items come. */
export function projection(names) {
  if (!names) return {};
  return {
    ProjectionExpression: names.map((_, index) => `#n${index}`).join(', '),
    ExpressionAttributeNames: Object.fromEntries(names.map((name, index) => [`#n${index}`, name])),
  };
}

/** DynamoDB takes 100 keys a batch. */
export function chunksOf100(keys) {
  return Array.from({ length: Math.ceil(keys.length / 100) }, (_, index) => keys.slice(index * 100, index * 100 + 100));
}

/** `marshall` makes a value of a text. */
export function rangeQuery({ index, pk, prefix, descending, limit }, names, marshall) {
  const [partition, sort] = index ? ['gsi1pk', 'gsi1sk'] : ['pk', 'sk'];
  const { ExpressionAttributeNames, ...projected } = projection(names);
  return {
    ...(index && { IndexName: index }),
    ...projected,
    KeyConditionExpression: prefix ? '#pk = :pk AND begins_with(#sk, :sk)' : '#pk = :pk',
    ExpressionAttributeNames: { ...ExpressionAttributeNames, '#pk': partition, ...(prefix && { '#sk': sort }) },
    ExpressionAttributeValues: { ':pk': marshall(pk), ...(prefix && { ':sk': marshall(prefix) }) },
    ScanIndexForward: !descending,
    ...(limit && { Limit: limit }),
  };
}
