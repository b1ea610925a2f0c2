using System.Text;
using Simulator.Explaining;

namespace Simulator.Reporting.Csv;

/// <summary>results/README.md, printed from the same declarations that write the files.</summary>
public static class ColumnsReadme
{
    private static readonly Table[] Tables =
    [
        SummaryTables.Summary, SeriesTables.Services, SeriesTables.Cluster, SeriesTables.TargetGroups, SeriesTables.Queues, EntityTables.Tasks, EntityTables.Containers, EntityTables.Instances,
        EventTables.Metrics, EventTables.Alarms, DecisionTables.ScalingActivities, LagTable.Lags, ForecastTable.Forecasts, EventTables.ServiceEvents, DeploymentTables.Deployments, DeploymentTables.Stages,
        EventTables.Placements, EventTables.Failures, EventTables.InstanceEvents, EventTables.InstanceHealthChanges, SummaryTables.Costs, SummaryTables.References, SummaryTables.Replications, SummaryTables.Compare,
    ];

    private const string Opening = """
        # What a result folder holds

        Printed by `ecs-sim schema --results` from the declarations that write the files; a test keeps it fresh. Nothing else in this folder is
        kept in the repository.

        CSV files are UTF-8 without byte order mark, comma-separated with RFC 4180 quoting, `\n` line ends, a header line, a fixed number of
        decimals for each column. An empty cell means no value. Percentages are 0–100, latencies milliseconds, money USD. Times in seconds (`…_s`) count from the start of
        the run; wall-clock times are those of the simulated world, ISO-8601 in UTC. The same scenario, seed and version give the same bytes.

        With several replications the files of each lie under `replication=<n>/`; the top level holds `summary.csv`, `summary.json`, `replications.csv`,
        charts of the mean over the replications, and the report.

        Besides the tables below:

        | file | holds |
        |---|---|
        | `summary.json` | `{"name", "seed", "replications", "metrics": […], "assertions": [{"text", "status": "pass\|fail\|inconclusive", "value", …}]}` |
        | `decisions.jsonl` | one decision of any room to a line: `id`, `parent_id`, `t_s`, `kind`, `subject`, `policy`, `inputs`, `gate`, `outcome` |
        | `run.json` | the resolved scenario and its hash, seed, version, commit, events, wall-clock figures (the only file that differs from run to run) |
        | `charts/*.svg` | charts |
        | `report.html` | one self-contained page: summary, assertions, charts, decision log, failures, service events |

        """;

    /// <summary>The whole text.</summary>
    public static string Text()
    {
        var text = new StringBuilder(Opening.ReplaceLineEndings("\n"));
        foreach (var table in Tables) Append(text, table);
        AppendDecisions(text);
        return text.ToString();
    }

    private static void AppendDecisions(StringBuilder text)
    {
        text.Append("\n## decisions.jsonl\n\nOne JSON object for each decision of any room, refused ones too (`output: {decisions: changes}` leaves those out). `parent_id` is the decision that led\n");
        text.Append("to it, or 0; `tasks.csv` names the decision that started a task. `inputs` holds everything the decision was made from, so that its outcome can be computed again from the\n");
        text.Append("line alone; an input without a value is left out. `gate` is what stopped it, empty when nothing did.\n\n| kind | when | inputs |\n|---|---|---|\n");
        foreach (var form in DecisionForms.All)
        {
            text.Append("| `").Append(Vocabulary.Of(form.Kind)).Append("` | ").Append(form.Summary).Append(" | ").AppendJoin(", ", form.Inputs.Select(i => "`" + i.Name + "`"));
            if (form.Datapoints.Length > 0) text.Append(", `").Append(Json.DecisionsFile.Points).Append("` (").Append(form.Datapoints).Append(')');
            text.Append(" |\n");
        }
    }

    private static void Append(StringBuilder text, Table table)
    {
        text.Append("\n## ").Append(table.File).Append("\n\nOne row for each ").Append(table.Row).Append(".\n\n| column | unit | decimals | meaning |\n|---|---|---|---|\n");
        foreach (var c in table.Columns)
        {
            text.Append("| `").Append(c.Name).Append("` | ").Append(c.Unit).Append(" | ").Append(c.Decimals?.ToString() ?? "").Append(" | ").Append(c.Description);
            if (c.Values.Length > 0) text.Append("; one of ").AppendJoin(", ", c.Values.Select(v => "`" + v + "`"));
            text.Append(" |\n");
        }
    }
}
