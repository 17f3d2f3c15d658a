import { Fragment } from "react";
import { readBlocks, safeWebAddress, type Line, type List } from "../../shared/message-text.ts";

/** A message as the citizen's page shows it: paragraphs, lists, and addresses that can be opened. */
export function MessageBody({ text }: { text: string }) {
  return readBlocks(text).map((block, at) => {
    switch (block.kind) {
      case "list":
        return <BlockList key={at} list={block} />;
      case "title":
        return (
          <p key={at} className="body-title">
            <TextLine line={block.line} />
          </p>
        );
      case "paragraph":
        return (
          <p key={at}>
            <Lines lines={block.lines} />
          </p>
        );
    }
  });
}

function BlockList({ list }: { list: List }) {
  const items = list.items.map((item, at) => (
    <li key={at} value={item.number}>
      <Lines lines={item.lines} />
      {item.below.map((below, place) => (
        <BlockList key={place} list={below} />
      ))}
    </li>
  ));
  return list.numbered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

function Lines({ lines }: { lines: readonly Line[] }) {
  return lines.map((line, at) => (
    <Fragment key={at}>
      {at > 0 && <br />}
      <TextLine line={line} />
    </Fragment>
  ));
}

function TextLine({ line }: { line: Line }) {
  return line.map((piece, at) =>
    piece.kind === "text" ? (
      <Fragment key={at}>{piece.text}</Fragment>
    ) : (
      <OutsideLink key={at} url={piece.url} />
    ),
  );
}

/**
 * A link to somewhere else: only to web pages, and without telling them where it was clicked. An address that leads
 * to no web page stays words.
 */
export function OutsideLink({ url, words }: { url: string; words?: string }) {
  const address = safeWebAddress(url);
  if (address === undefined) return words ?? url;
  return (
    <a href={address} target="_blank" rel="noreferrer noopener">
      {words ?? url}
    </a>
  );
}
