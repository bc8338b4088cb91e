import { fitBatch } from "../experiments/fit_batch.ts";
import { computedKind } from "../experiments/mod.ts";
import type { OpenModel } from "../experiments/open_model.ts";
import { readerOn } from "../experiments/read_on.ts";
import { sampleCurvature } from "../experiments/sample_curvature.ts";
import { informationOf, reconstructText } from "../experiments/read_one_text.ts";
import { reconstructTexts } from "../experiments/read_texts.ts";
import type { SessionEvent, Work, Works } from "./session_messages.ts";

/** Answers requests of each work. */
export type SessionWorks = {
  readonly [W in Work]: (request: Works[W]["request"]) => Promise<Works[W]["answer"]>;
};

/** What a session does with its model; what a job does, its kind knows. */
export function worksOn(opened: OpenModel, tell: (event: SessionEvent) => void): SessionWorks {
  const { timedPrograms } = opened;
  return {
    async fit(request) {
      await timedPrograms.clear();
      return await fitBatch(request, { ...opened, tell });
    },
    async job({ name, payload, threads }) {
      if (name !== "throughput") await timedPrograms.clear();
      return await computedKind(name).run(payload, {
        model: opened.model,
        engine: await opened.engineOn({ threads }),
        timedPrograms,
        stop: opened.stop,
        progress: (share) => tell({ kind: "progress", share }),
      });
    },
    sampleCurvature: (request) =>
      sampleCurvature(request, {
        ...opened,
        progress: (share) => tell({ kind: "progress", share }),
      }),
    reconstruct: (request) => reconstructText(request, opened),
    reconstructTexts: (request) => reconstructTexts(request, opened),
    information: (request) => informationOf(request, opened),
    nextLogits: readerOn(opened),
  };
}
