import MarkdownIt from 'markdown-it';
import { escapeHtml } from '../page/escapeHtml';
import { anchorOf } from './places';

type Rules = MarkdownIt.Renderer['rules'];
type Rule = MarkdownIt.RendererRule;

interface Links {
  /** Where a word leads that stands as code in a string; `null` where it is no name of ours. */
  readonly ofCode: (code: string) => string | null;
  /** What a link of a document becomes on a page. */
  readonly ofDocument: (address: string) => string;
}

/** Texts in Markdown as HTML. HTML in them is shown, not taken; names in them lead to their pages. */
export class Markdown {
  private readonly engine = new MarkdownIt({ html: false, linkify: false, typographer: false });

  constructor(private readonly links: Links) {
    const rules: Rules = this.engine.renderer.rules;
    rules.code_inline = this.code;
    rules.heading_open = this.heading;
    rules.link_open = this.link;
    // Wider than a phone: it is scrolled by itself, also by keyboard.
    rules.table_open = () => '<div class="scroll" role="group" aria-label="Table" tabindex="0"><table>\n';
    rules.table_close = () => '</table></div>\n';
  }

  block(text: string): string {
    return this.engine.render(text);
  }

  inline(text: string): string {
    return this.engine.renderInline(text);
  }

  private readonly code: Rule = (tokens, index) => {
    const text = tokens[index]?.content ?? '';
    const shown = `<code>${escapeHtml(text)}</code>`;
    const before = tokens.slice(0, index).map(({ type }) => type);
    const isInLink = before.lastIndexOf('link_open') > before.lastIndexOf('link_close');
    const path = isInLink ? null : this.links.ofCode(text);
    return path === null ? shown : `<a href="${escapeHtml(path)}">${shown}</a>`;
  };

  private readonly heading: Rule = (tokens, index) => {
    const tag = tokens[index]?.tag ?? 'h2';
    return `<${tag} id="${escapeHtml(anchorOf(tokens[index + 1]?.content ?? ''))}">`;
  };

  private readonly link: Rule = (tokens, index) => {
    const address = this.links.ofDocument(String(tokens[index]?.attrGet('href') ?? ''));
    return `<a href="${escapeHtml(address)}">`;
  };
}
