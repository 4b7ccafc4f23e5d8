/// What every report has: how it looks, and how its figures are zoomed.
enum ReportPage {
  static let style = """
    body { font: 16px/1.5 system-ui, 'DejaVu Sans', sans-serif; color: #222; background: #fff;
      max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
    h1 { font-size: 1.6rem; margin-bottom: 0; }
    h1, p, li { overflow-wrap: anywhere; } h2 { font-size: 1.2rem; margin-top: 2.5rem; }
    .lead, figcaption { color: #555; } li { margin: .3rem 0; }
    table { border-collapse: collapse; font-size: .85rem; display: block; overflow-x: auto; }
    td { border-bottom: 1px solid #ddd; padding: .25rem .8rem .25rem 0; text-align: left;
      overflow-wrap: anywhere; }
    figure { margin: 1rem 0 2rem; } figure svg { width: 100%; height: auto; touch-action: pan-y; }
    figcaption { font-size: .85rem; } image { image-rendering: pixelated; }
    """

  /// Shift and the wheel zoom, a drag moves, a double click goes back.
  static let script = """
    for (const svg of document.querySelectorAll('figure svg')) {
      const box = svg.viewBox.baseVal;
      const home = [box.x, box.y, box.width, box.height];
      const show = view => svg.setAttribute('viewBox', view.join(' '));
      svg.addEventListener('wheel', event => {
        if (!event.shiftKey) return;
        event.preventDefault();
        const frame = svg.getBoundingClientRect();
        const factor = Math.exp((event.deltaY + event.deltaX) / 500);
        const width = Math.min(box.width * factor, home[2]);
        const height = Math.min(box.height * factor, home[3]);
        show([box.x + (box.width - width) * (event.clientX - frame.left) / frame.width,
          box.y + (box.height - height) * (event.clientY - frame.top) / frame.height, width, height]);
      }, { passive: false });
      svg.addEventListener('pointermove', event => {
        if (event.buttons !== 1 || box.width === home[2]) return;
        const scale = box.width / svg.getBoundingClientRect().width;
        show([box.x - event.movementX * scale, box.y - event.movementY * scale, box.width, box.height]);
      });
      svg.addEventListener('dblclick', () => show(home));
    }
    document.documentElement.dataset.figures = document.querySelectorAll('figure svg').length;
    """
}
