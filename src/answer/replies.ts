import type { Centre, HandoverReason, Reply, Withdrawn } from "../core/answering.ts";
import type { Button, ChannelLimits } from "../core/channel.ts";
import type { Facet, Procedure } from "../core/procedure.ts";
import { choiceButton, personButton } from "./next-buttons.ts";
import type { SmallTalk } from "./small-talk.ts";
import { dateText, facetTitle, levelNames } from "./wording.ts";

/** What the bot says when it does not quote a record. Short enough for every channel's limit. */

const cut = (text: string, buttons: readonly Button[], limits: ChannelLimits): Reply => ({
  text,
  buttons: buttons.slice(0, limits.buttons),
});

const hotlineButton = (centre: Centre, limits: ChannelLimits): readonly Button[] =>
  centre.hotline === undefined
    ? []
    : [{ kind: "phone", title: "Gọi tổng đài".slice(0, limits.buttonTitleLength), phone: centre.hotline }];

export function smallTalkReply(about: SmallTalk, centre: Centre, limits: ChannelLimits): Reply {
  const texts: Readonly<Record<SmallTalk, string>> = {
    greeting: `Xin chào anh/chị. Đây là trợ lý của ${centre.name}, trả lời về thủ tục hành chính. Anh/chị cần hỏi thủ tục nào?`,
    opening:
      "Dạ, anh/chị cần hỏi thủ tục nào? Anh/chị ghi việc cần làm và điều muốn biết, ví dụ giấy tờ, lệ phí hay nơi nộp.",
    who: `Đây là trợ lý tự động của ${centre.name}, trả lời về thủ tục hành chính. Khi cần, anh/chị có thể gặp cán bộ.`,
    acknowledged: "Dạ, anh/chị cần hỏi thêm thủ tục nào cứ nhắn tại đây.",
    thanks: "Cảm ơn anh/chị. Khi cần hỏi thêm, anh/chị cứ nhắn tại đây.",
    bye: "Chào anh/chị. Khi cần hỏi thêm, anh/chị cứ nhắn tại đây.",
  };
  return cut(texts[about], about === "who" ? [personButton(limits)] : [], limits);
}

export const backToBotReply = (): Reply => ({
  text: "Trợ lý tự động tiếp tục trả lời. Anh/chị cần hỏi thủ tục nào?",
  buttons: [],
});

/** A button whose question is no longer open. */
export const staleButtonReply = (limits: ChannelLimits): Reply =>
  cut(
    "Dạ, nút này không còn hiệu lực. Anh/chị cần hỏi thủ tục nào cứ nhắn tại đây.",
    [personButton(limits)],
    limits,
  );

export const personalDataReply = (): Reply => ({
  text: "Anh/chị cần hỏi thủ tục nào? Anh/chị chỉ cần ghi việc cần làm.",
  buttons: [],
});

export const whichProcedureReply = (facet: Facet): Reply => ({
  text: `Anh/chị muốn biết "${facetTitle[facet].toLowerCase()}" của thủ tục nào?`,
  buttons: [],
});

const handedOver = {
  person_wanted: "Dạ, yêu cầu của anh/chị được chuyển tới cán bộ",
  complaint: "Dạ, phản ánh của anh/chị được chuyển tới cán bộ",
  failed_twice:
    "Xin lỗi anh/chị, trợ lý đã hai lần chưa tìm thấy thủ tục phù hợp, nên câu hỏi được chuyển tới cán bộ",
  always_human_topic:
    "Dạ, việc này cần cán bộ trực tiếp xem xét, trợ lý tự động không trả lời thay. Tin nhắn của anh/chị được chuyển tới cán bộ",
  attachment_needs_eyes:
    "Dạ, trợ lý không đọc được tệp, hình ảnh, nên tin nhắn của anh/chị được chuyển tới cán bộ",
  pipeline_error:
    "Xin lỗi anh/chị, hệ thống chưa trả lời được câu hỏi này, nên câu hỏi được chuyển tới cán bộ",
} as const satisfies Record<HandoverReason, string>;

/**
 * That a person has it now, and why; when the office is open and who waits before is told by the turn, which knows.
 * @param warning put after it, in a line of its own.
 */
export function operatorReply(
  reason: HandoverReason,
  centre: Centre,
  limits: ChannelLimits,
  warning?: string,
): Reply {
  const urgent = centre.hotline === undefined ? "" : ` Cần gấp, anh/chị gọi ${centre.hotline}.`;
  const back = choiceButton("Hỏi tiếp trợ lý", { kind: "bot" }, limits);
  return cut(
    `${handedOver[reason]} của ${centre.name}.${urgent}${warning === undefined ? "" : `\n${warning}`}`,
    [...hotlineButton(centre, limits), back],
    limits,
  );
}

/** For whoever sent a picture; that it is not kept is said only where it is not. */
export const identityPictureWarning = (isKept: boolean): string =>
  "Để giữ an toàn thông tin cá nhân, anh/chị vui lòng không gửi ảnh giấy tờ tùy thân (căn cước, hộ chiếu, giấy khai sinh…) qua đây" +
  (isKept ? "." : "; trung tâm không lưu ảnh này.");

const crisisText: Readonly<Record<string, string>> = {
  "111":
    "Nếu trẻ em đang gặp nguy hiểm, anh/chị gọi ngay 111 (Tổng đài quốc gia bảo vệ trẻ em) hoặc 113 (công an).",
  "113": "Nếu đang gặp nguy hiểm, anh/chị tới nơi an toàn và gọi ngay 113 (công an).",
  "114":
    "Nếu đang có cháy, nổ hoặc người mắc kẹt, anh/chị rời khỏi nơi nguy hiểm và gọi ngay 114 (chữa cháy, cứu nạn).",
  "115":
    "Nếu có người cần cấp cứu, anh/chị gọi ngay 115 (cấp cứu y tế) và ở bên người đó. Cuộc gọi không mất phí.",
};

export function crisisReply(line: string, limits: ChannelLimits): Reply {
  const call: Button = { kind: "phone", title: `Gọi ${line}`, phone: line };
  return cut(
    `${crisisText[line] ?? `Anh/chị gọi ngay ${line}.`} Tin nhắn ở đây không được trực khẩn cấp.`,
    [call, personButton(limits)],
    limits,
  );
}

export function dossierReply(dossier: string | undefined, centre: Centre, limits: ChannelLimits): Reply {
  const which = dossier === undefined ? "bằng mã hồ sơ trên giấy hẹn" : `mã ${dossier}`;
  const where =
    centre.portalUrl === undefined ? "trên Cổng dịch vụ công nơi đã nộp hồ sơ" : `tại ${centre.portalUrl}`;
  const hotline = centre.hotline === undefined ? "" : ` hoặc gọi ${centre.hotline}`;
  const portal: readonly Button[] =
    centre.portalUrl === undefined
      ? []
      : [{ kind: "url", title: "Tra cứu hồ sơ".slice(0, limits.buttonTitleLength), url: centre.portalUrl }];
  return cut(
    `Trợ lý không xem được tình trạng hồ sơ. Anh/chị tra cứu ${which} ${where}${hotline}; cán bộ cũng tra giúp được.`,
    [...portal, personButton(limits)],
    limits,
  );
}

/** The choices are numbered, so that "số 2" answers where a channel has no buttons or too few. */
export function choicesReply(choices: readonly Procedure[], facet: Facet, limits: ChannelLimits): Reply {
  const lines = choices.map((one, at) =>
    /cấp (?:xã|tỉnh|bộ)/iu.test(one.shortName)
      ? `${at + 1}. ${one.shortName}`
      : `${at + 1}. ${one.shortName} (${levelNames(one)})`,
  );
  const buttons = choices.map((one, at) =>
    choiceButton(`${at + 1}. ${one.shortName}`, { kind: "ask", procedure: one.code, facet, page: 0 }, limits),
  );
  return cut(
    ["Anh/chị hỏi thủ tục nào dưới đây? Chọn hoặc nhắn số thứ tự.", ...lines].join("\n"),
    [...buttons.slice(0, Math.max(0, limits.buttons - 1)), personButton(limits)],
    limits,
  );
}

export const nothingFoundReply = (limits: ChannelLimits): Reply =>
  cut(
    `Trợ lý chưa tìm thấy thủ tục phù hợp. Anh/chị ghi giúp tên giấy tờ hoặc việc cần làm, ví dụ "đăng ký khai sinh", hoặc chọn "Gặp cán bộ".`,
    [personButton(limits)],
    limits,
  );

export function withdrawnReply({ record, since, successor }: Withdrawn, limits: ChannelLimits): Reply {
  const next =
    successor === undefined
      ? "Danh mục chưa nêu thủ tục thay thế; anh/chị có thể hỏi cán bộ."
      : `Thủ tục thay thế: ${successor.name} (mã ${successor.code}, ${levelNames(successor)}).`;
  const from = [record.source.decision && `Quyết định ${record.source.decision}`, record.source.url].filter(
    Boolean,
  );
  const buttons =
    successor === undefined
      ? []
      : (["overview", "documents", "fee"] as const).map((facet) =>
          choiceButton(facetTitle[facet], { kind: "ask", procedure: successor.code, facet, page: 0 }, limits),
        );
  return cut(
    `Thủ tục ${record.shortName} (mã ${record.code}) không còn hiệu lực từ ngày ${dateText(since)}. ${next}\n` +
      `Nguồn: ${from.join(", ")} (dữ liệu ngày ${dateText(record.source.date)})`,
    [...buttons, personButton(limits)],
    limits,
  );
}

/** A button of long ago, of a procedure this catalogue does not know. */
export function goneReply(centre: Centre, limits: ChannelLimits): Reply {
  const hotline = centre.hotline === undefined ? "" : ` hoặc gọi ${centre.hotline}`;
  return cut(
    `Thủ tục này hiện không có trong dữ liệu đang áp dụng. Anh/chị ghi lại việc cần làm, chọn "Gặp cán bộ"${hotline}.`,
    [personButton(limits)],
    limits,
  );
}
