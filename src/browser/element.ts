type Child = Node | string;

/**
 * A new element. Texts are put in as texts, never read as HTML; `attributes` are set as they are written in HTML, and one that is `null`
 * or `false` is left out.
 */
export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Readonly<Record<string, string | boolean | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== null && value !== false) made.setAttribute(name, value === true ? '' : value);
  made.append(...children);
  return made;
}

/** The element of the page with this id. Throws where there is none: page and script are made together. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`expected an element with the id ${id} in the page`);
  return found;
}
