// Draws the report: the charts with ECharts where it is embedded, bars as HTML, the logs as tables with a filter. No network, no other library.
(() => {
  "use strict";
  const read = (id) => { const e = document.getElementById(id); return e ? JSON.parse(e.textContent) : null; };
  const charts = read("charts") || [];
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const number = (v) => {
    if (v === null || v === undefined || !isFinite(v)) return "–";
    const a = Math.abs(v);
    const digits = a >= 100 || v === Math.floor(v) ? 0 : a >= 10 ? 1 : a >= 0.1 ? 2 : 4;
    return v.toLocaleString("en-US", { maximumFractionDigits: digits });
  };
  const element = (name, text, className) => {
    const e = document.createElement(name);
    if (text !== undefined) e.textContent = text;
    if (className) e.className = className;
    return e;
  };

  // ---- time charts -------------------------------------------------------------------------------------------------------------------

  const left = 62, right = 22, legendHeight = 26, gap = 16, laneHeight = 24;
  const signs = { up: "triangle", down: "triangle", diamond: "diamond", cross: "path://M-4-4L4 4M4-4L-4 4" };
  const zoomed = [];

  function timeOption(chart) {
    const tone = (t) => css(t);
    const ms = (s) => chart.start + s * 1000;
    const end = ms(chart.seconds);
    const panels = chart.panels, lanes = chart.lanes;
    const weights = panels.reduce((sum, p) => sum + p.weight, 0);
    const free = 190 * panels.length + 70;
    const option = {
      useUTC: true, animation: false, backgroundColor: "transparent",
      textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
      title: [], legend: [], grid: [], xAxis: [], yAxis: [], series: [],
      tooltip: {
        trigger: "axis", confine: true, backgroundColor: css("paper"), borderColor: css("line"), textStyle: { color: css("ink"), fontSize: 13 },
        axisPointer: { type: "line", lineStyle: { color: css("quiet") } }, formatter: tip,
      },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
    };
    const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
    function tip(params) {
      const list = Array.isArray(params) ? params : [params];
      if (list.length && list[0].data && list[0].data.words) return escape(list[0].data.words);
      const rows = list.filter((p) => p.seriesName && !p.seriesName.startsWith(" ") && p.value && p.value[1] !== null && p.value[1] !== undefined)
        .map((p) => `${p.marker}${escape(p.seriesName)} <b style="float:right;margin-left:16px">${number(p.value[1])} ${escape(option.units[p.seriesName] || "")}</b>`);
      return rows.length ? `${clock.format(new Date(list[0].axisValue))}<br>` + rows.join("<br>") : "";
    }
    option.units = {};
    let top = 4;
    panels.forEach((panel, i) => {
      const names = panel.series.filter((s) => s.shape !== "band")
        .map((s) => s.shape === "points" ? { name: s.name, icon: "circle", itemStyle: { opacity: 1, color: "transparent", borderColor: tone(s.tone), borderWidth: 2 } } : s.name).concat(panel.references.map((r) => r.name));
      option.title.push({ text: panel.title, left: 0, top, textStyle: { fontSize: 13, fontWeight: 600, color: css("ink") } });
      option.legend.push({ data: names, top: top - 2, right: right, itemWidth: 20, itemHeight: 10, itemGap: 16, textStyle: { color: css("ink"), fontSize: 12.5 }, inactiveColor: css("line"), ...(panel.stacked ? { icon: "rect" } : { itemStyle: { opacity: 0 } }) });
      top += legendHeight;
      const height = Math.round(free * panel.weight / weights) - legendHeight;
      option.grid.push({ left, right, top, height });
      top += height + gap;
      option.xAxis.push(axis(i, false));
      option.yAxis.push({
        gridIndex: i, type: panel.log ? "log" : "value", min: panel.min, max: panel.max, interval: panel.log ? undefined : panel.interval,
        axisLabel: { color: css("quiet"), formatter: (v) => number(v) }, splitLine: { lineStyle: { color: css("line") } }, axisLine: { show: false }, minorSplitLine: { show: false },
      });
      panel.series.forEach((s) => addSeries(s, i, panel.stacked));
      panel.references.forEach((r) => option.series.push({
        name: r.name, type: "line", xAxisIndex: i, yAxisIndex: i, symbol: "none", silent: true, data: [[chart.start, r.value], [end, r.value]],
        lineStyle: { type: [2, 3], width: 1.5, color: tone(r.tone) }, itemStyle: { color: tone(r.tone) }, tooltip: { show: false },
      }));
      addShading(i);
    });
    top += lanes.length ? -gap + 8 : -gap;
    if (lanes.length) addLanes();
    option.xAxis.forEach((a, i) => { a.axisLabel.show = i === option.xAxis.length - 1; });
    top += 26;
    option.dataZoom = [
      { type: "inside", xAxisIndex: "all", zoomOnMouseWheel: "ctrl", moveOnMouseMove: true, moveOnMouseWheel: false, filterMode: "none" },
      { type: "slider", xAxisIndex: "all", top, left, right, height: 18, filterMode: "none", brushSelect: false, showDataShadow: false, borderColor: css("line"), textStyle: { color: css("quiet") }, fillerColor: "rgba(86,180,233,0.18)", labelFormatter: "" },
    ];
    return { option, height: top + 26 };

    function axis(i, isLane) {
      return {
        gridIndex: i, type: "time", min: chart.start, max: end, splitLine: { show: !isLane, lineStyle: { color: css("soft") } },
        axisLabel: { color: css("quiet"), hideOverlap: true }, axisLine: { lineStyle: { color: css("quiet") } }, axisTick: { show: false },
      };
    }
    function addSeries(s, i, stacked) {
      const x = chart.times[s.x], color = tone(s.tone);
      option.units[s.name] = s.unit;
      const common = { type: "line", xAxisIndex: i, yAxisIndex: i, symbol: "none", connectNulls: false, emphasis: { disabled: true }, itemStyle: { color } };
      if (s.shape === "band") {
        option.series.push({ ...common, name: " low" + s.name, stack: s.name, data: x.map((t, k) => [ms(t), s.low[k]]), lineStyle: { opacity: 0 }, silent: true });
        option.series.push({ ...common, name: " high" + s.name, stack: s.name, data: x.map((t, k) => [ms(t), s.y[k] === null || s.low[k] === null ? null : s.y[k] - s.low[k]]), lineStyle: { opacity: 0 }, areaStyle: { color, opacity: 0.25 }, silent: true });
        return;
      }
      if (s.shape === "points") {
        option.series.push({ ...common, type: "scatter", name: s.name, symbol: "circle", symbolSize: 9, itemStyle: { color: "transparent", borderColor: color, borderWidth: 2 }, data: x.map((t, k) => [ms(t), s.y[k]]), z: 5 });
        return;
      }
      const step = s.shape === "step" || s.shape === "stepArea", area = s.shape === "area" || s.shape === "stepArea";
      option.series.push({
        ...common, name: s.name, step: step ? "end" : false, stack: stacked ? "panel" + i : undefined, data: x.map((t, k) => [ms(t), s.y[k]]),
        lineStyle: { width: stacked ? 0 : 1.8, color, type: s.dashed ? [6, 3] : "solid" }, areaStyle: area ? { color, opacity: stacked ? 1 : 0.22 } : undefined,
      });
    }
    function addShading(i) {
      const crosses = lanes.flatMap((l) => l.marks).filter((m) => m.shape === "cross");
      option.series.push({
        name: " shading", type: "line", xAxisIndex: i, yAxisIndex: i, data: [], silent: true,
        markArea: { silent: true, data: chart.spans.map((s) => [{ xAxis: ms(s.from), itemStyle: { color: tone(s.tone), opacity: 0.17 } }, { xAxis: ms(s.to) }]) },
        markLine: { silent: true, symbol: "none", label: { show: false }, lineStyle: { type: [3, 3], width: 1.2, color: tone("vermillion") }, data: crosses.map((m) => ({ xAxis: ms(m.at) })) },
      });
    }
    function addLanes() {
      const i = option.grid.length;
      option.grid.push({ left, right, top, height: laneHeight * lanes.length, tooltip: { trigger: "item" } });
      option.xAxis.push({ ...axis(i, true), axisPointer: { label: { show: false } } });
      option.yAxis.push({ gridIndex: i, type: "category", inverse: true, data: lanes.map((l) => l.name), axisLabel: { color: css("quiet") }, axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false } });
      lanes.forEach((lane) => {
        const bars = lane.marks.filter((m) => m.shape === "bar");
        if (bars.length) {
          option.series.push({
            name: " bars", type: "line", xAxisIndex: i, yAxisIndex: i, symbolSize: 1, symbol: "circle", lineStyle: { width: 7, opacity: 0.75, color: tone(bars[0].tone), cap: "butt" }, itemStyle: { color: tone(bars[0].tone) },
            data: bars.flatMap((m) => [{ value: [ms(m.at), lane.name], words: m.text }, { value: [ms(m.until), lane.name], words: m.text }, { value: [ms(m.until), null] }]),
          });
        }
        option.series.push({
          name: " marks", type: "scatter", xAxisIndex: i, yAxisIndex: i, data: lane.marks.filter((m) => m.shape !== "bar").map((m) => ({
            value: [ms(m.at), lane.name], words: m.text, symbol: signs[m.shape], symbolRotate: m.shape === "down" ? 180 : 0, symbolSize: m.shape === "cross" ? 9 : 10,
            itemStyle: m.shape === "cross" ? { color: "transparent", borderColor: tone(m.tone), borderWidth: 2.2 } : { color: tone(m.tone) },
          })),
        });
      });
      top += laneHeight * lanes.length;
    }
  }
  function escape(text) { return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]); }

  function drawTime(figure, chart) {
    const plot = figure.querySelector(".plot");
    let instance = null;
    const draw = () => {
      const { option, height } = timeOption(chart);
      plot.style.height = height + "px";
      if (instance) instance.dispose();
      instance = echarts.init(plot, null, { renderer: "svg" });
      instance.setOption(option);
      zoomed[chart.index] = instance;
      instance.on("datazoom", () => {
        const zoom = instance.getOption().dataZoom[0];
        for (const other of zoomed) {
          if (!other || other === instance) continue;
          const its = other.getOption().dataZoom[0];
          if (its.start !== zoom.start || its.end !== zoom.end) other.dispatchAction({ type: "dataZoom", start: zoom.start, end: zoom.end }, { silent: true });
        }
      });
    };
    draw();
    dark.addEventListener("change", draw);
    new ResizeObserver(() => instance.resize()).observe(plot);
  }

  // ---- bars --------------------------------------------------------------------------------------------------------------------------

  function drawBars(figure, chart) {
    const box = figure.querySelector(".bars");
    for (const group of chart.groups) {
      const section = element("section");
      section.append(element("h3", group.title));
      const list = element("dl");
      const room = Math.max(...group.bars.map((b) => b.text.length), 0) * 7.4 + 16; // for the text at the bar's end
      const reach = Math.max(...group.bars.map((b) => (b.value || 0) + (b.half || 0)), 0) || 1;
      for (const bar of group.bars) {
        list.append(Object.assign(element("dt", bar.label), { title: bar.label }));
        const cell = element("dd"), fill = element("div");
        const share = Math.max(0, (bar.value || 0) / reach);
        fill.style.cssText = `width:calc((100% - ${room.toFixed(0)}px) * ${share.toFixed(4)});background:var(--${bar.tone})`;
        if (bar.half) {
          const whisker = element("u");
          const half = 100 * bar.half / bar.value;
          whisker.style.cssText = `left:${100 - half}%;width:${2 * half}%`;
          fill.append(whisker);
        }
        cell.append(fill, element("span", bar.text));
        list.append(cell);
      }
      section.append(list);
      box.append(section);
    }
  }

  // ---- logs --------------------------------------------------------------------------------------------------------------------------

  function drawLog(box) {
    const log = read(box.dataset.log);
    const body = box.querySelector("tbody"), search = box.querySelector("input[type=search]"), count = box.querySelector(".count");
    const select = box.querySelector("select"), changed = box.querySelector("input[type=checkbox]"), more = box.querySelector("button");
    const numeric = log.columns.map((c) => c.numeric);
    let shown = 200;
    const draw = () => {
      const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
      const hits = log.rows.filter((r) => (!select || !select.value || r.includes(select.value)) && (!changed || !changed.checked || r[log.changed])
        && words.every((w) => r.some((v) => String(v).toLowerCase().includes(w))));
      body.replaceChildren(...hits.slice(0, shown).map((r) => {
        const row = element("tr", undefined, log.changed >= 0 && !r[log.changed] ? "quiet" : "");
        log.columns.forEach((c, i) => { if (!c.hidden) row.append(element("td", r[i] === null ? "" : numeric[i] ? number(r[i]) : r[i], numeric[i] ? "n" : i === 0 ? "t" : "")); });
        return row;
      }));
      count.textContent = `${hits.length.toLocaleString("en-US")} of ${log.total.toLocaleString("en-US")}`;
      more.hidden = hits.length <= shown;
    };
    search.addEventListener("input", draw);
    if (select) select.addEventListener("change", draw);
    if (changed) changed.addEventListener("change", draw);
    more.addEventListener("click", () => { shown += 1000; draw(); });
    draw();
  }

  charts.forEach((chart, index) => {
    const figure = document.getElementById("chart-" + chart.id);
    chart.index = index;
    if (!figure) return;
    if (chart.groups) drawBars(figure, chart);
    else if (window.echarts && figure.querySelector(".plot")) drawTime(figure, chart);
  });
  document.querySelectorAll("[data-log]").forEach(drawLog);
})();
