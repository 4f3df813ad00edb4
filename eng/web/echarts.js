// The parts of Apache ECharts that Panta's charts draw, and nothing else; esbuild drops the rest.
import { init, use } from "echarts/core";
import { CustomChart, HeatmapChart, LineChart, ScatterChart, BarChart } from "echarts/charts";
import { GridComponent, TooltipComponent, AxisPointerComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, LineChart, ScatterChart, HeatmapChart, CustomChart, GridComponent, TooltipComponent, AxisPointerComponent, CanvasRenderer]);

export { init };
