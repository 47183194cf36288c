// @ts-check
// Codes read by the camera; loaded when somebody asks for it.
/** @param {HTMLVideoElement} video @param {(code: string) => Promise<unknown>} found what takes a code, and says whether it did */
export const read = async (video, found) => {
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  video.hidden = false;
  await video.play();
  // @ts-ignore: not in all browsers
  const reader = new BarcodeDetector({ formats: ["qr_code"] });
  let last = "";
  setInterval(async () => {
    const [code] = await reader.detect(video);
    if (code && code.rawValue != last && (await found(code.rawValue))) last = code.rawValue;
  }, 300);
};
