/*
 * Without a package or another module: what stands in front of this server is set up by the same names. They do not begin with `x-edge-`
 * or `x-amz-`, which CloudFront lets nobody set.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/add-origin-custom-headers.html#add-origin-custom-headers-denylist
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
 */

/** The key by which the edge is known. */
export const EDGE_KEY_HEADER = 'x-fieldgate-key';
/** The client's address, as the edge sees it. */
export const EDGE_ADDRESS_HEADER = 'x-fieldgate-address';
/** The name by which the client asked: on its way the edge may ask by another. */
export const EDGE_HOST_HEADER = 'x-fieldgate-host';
