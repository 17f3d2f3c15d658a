import { Descriptions, Drawer, Skeleton } from "antd";
import { outcomeLabel, type TurnEvidence } from "../../../contract/desk.ts";
import { dateAndTime, numberText } from "../../shared/format.ts";
import { useTurn } from "../data/desk-queries.ts";
import { facetWords } from "../facet-words.ts";
import { FailureNotice } from "../office/failure-notice.tsx";
import { maskedWords, passageWords, recognisedWords, stepWords } from "./evidence-words.ts";

/** Why the bot said what it said: what it understood, what it weighed, and how long it took. */
export function EvidenceDrawer({ turnId, onClose }: { turnId: string; onClose: () => void }) {
  const turn = useTurn(turnId);
  return (
    <Drawer title="Vì sao trợ lý trả lời như vậy?" open size={480} onClose={onClose}>
      {turn.isPending && <Skeleton active />}
      <FailureNotice error={turn.error} onRetry={() => void turn.refetch()} />
      {turn.data !== undefined && <Evidence turn={turn.data} />}
    </Drawer>
  );
}

function Evidence({ turn }: { turn: TurnEvidence }) {
  return (
    <div className="evidence">
      <Descriptions
        column={1}
        size="small"
        bordered
        styles={{ label: { whiteSpace: "nowrap" } }}
        items={[
          { key: "question", label: "Câu hỏi", children: turn.question },
          { key: "outcome", label: "Kết quả", children: outcomeWords(turn.outcome) },
          { key: "because", label: "Vì", children: turn.because },
          {
            key: "facet",
            label: "Hỏi về",
            children: turn.facet === null ? "không rõ" : facetWords(turn.facet),
          },
          ...(turn.recognised === null
            ? []
            : [{ key: "recognised", label: "Nhận ra", children: recognisedWords(turn.recognised) }]),
          ...(turn.followUp
            ? [{ key: "follow", label: "Hỏi tiếp", children: "Hiểu theo thủ tục đang nói tới" }]
            : []),
          ...(turn.masked.length === 0
            ? []
            : [{ key: "masked", label: "Đã che", children: turn.masked.map(maskedWords).join(", ") }]),
          { key: "at", label: "Lúc", children: dateAndTime(turn.at) },
        ]}
      />
      <h3>Thủ tục đã cân nhắc</h3>
      {turn.candidates.length === 0 && <p>Không có thủ tục nào được cân nhắc.</p>}
      <ol className="candidates">
        {turn.candidates.map((candidate, at) => (
          <li key={at}>
            <strong>{candidate.name}</strong> <span className="hint">({candidate.code})</span>
            <p>
              Khả năng đúng: {Math.round(candidate.score * 100)}%
              {candidate.rejected !== null && ` · đã loại: ${candidate.rejected}`}
            </p>
            {candidate.passages.length > 0 && (
              <p className="hint">Khớp ở: {candidate.passages.map(passageWords).join(", ")}</p>
            )}
          </li>
        ))}
      </ol>
      <h3>Thời gian xử lý</h3>
      <ul className="times">
        {Object.entries(turn.tookMs).map(([step, ms]) => (
          <li key={step}>
            {stepWords(step)}: {numberText(ms)} ms
          </li>
        ))}
      </ul>
    </div>
  );
}

/** An outcome this page does not know yet is told by its name. */
function outcomeWords(outcome: string): string {
  return Object.entries(outcomeLabel).find(([kind]) => kind === outcome)?.[1] ?? outcome;
}
