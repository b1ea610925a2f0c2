using System.Globalization;
using System.Text;
using CsvHelper;
using Simulator.Kernel;
using Simulator.Reporting;
using Simulator.Reporting.Csv;

namespace Simulator.Tests.Reporting;

public sealed class ResultCsvTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("ecs-sim-csv-").FullName;

    [TearDown]
    public void DropFolder() => Directory.Delete(_folder, recursive: true);

    // The column names users depend on, file by file, as the contract lists them.
    [TestCase("services.csv", "t_s, service, desired, running, pending, healthy, cpu_utilization, memory_utilization, requests, completed, errors, errors_502, errors_503, errors_504, latency_p50_ms, latency_p95_ms, latency_p99_ms")]
    [TestCase("cluster.csv", "t_s, capacity_provider, instances, cpu_reservation, memory_reservation, capacity_provider_reservation, fargate_tasks")]
    [TestCase("target_groups.csv", "t_s, target_group, requests, healthy, unhealthy, request_count_per_target, response_time_ms, http_5xx")]
    [TestCase("tasks.csv", "task_id, service, deployment, revision, task_definition, group, launch_type, capacity_provider, container_instance, availability_zone, cpu, memory, created_s, placed_s, pull_started_s, pull_stopped_s, started_s, healthy_s, stopping_s, stopped_s, stop_code, stopped_reason, exit_code")]
    [TestCase("instances.csv", "container_instance, instance_type, purchase_option, auto_scaling_group, availability_zone, capacity_provider, registered_cpu, registered_memory, launched_s, active_s, draining_s, terminated_s, reason")]
    [TestCase("metrics.csv", "namespace, metric, dimensions, period_start_s, published_s, statistic, value, sample_count")]
    [TestCase("alarms.csv", "t_s, alarm, from, to, reason")]
    [TestCase("scaling_activities.csv", "decision_id, t_s, target, policy, kind, metric_value, running, desired, proposal, gate, from, to, status, not_scaled_reason, cause")]
    [TestCase("service_events.csv", "t_s, service, message")]
    [TestCase("deployments.csv", "service, deployment, task_definition, created_s, completed_s, rollout_state, failed_tasks")]
    [TestCase("placements.csv", "t_s, service, task, container_instance, reason, rejected_cpu, rejected_memory, rejected_ports, rejected_eni, rejected_gpu, rejected_attribute, rejected_constraint, rejected_agent")]
    [TestCase("failures.csv", "t_s, failure, kind, target, tasks_hit, instances_hit, whole_again_s")]
    [TestCase("costs.csv", "resource, quantity, unit, usd")]
    [TestCase("summary.csv", "metric, value, half_width, confidence, replications, unit")]
    public void File_HasTheContractsColumnsInOrder(string file, string columns)
    {
        WriteTiny();
        var header = File.ReadLines(Path.Combine(_folder, file)).First().Split(',').ToList();
        var wanted = columns.Split(", ");
        Assert.That(header.Where(wanted.Contains), Is.EqualTo(wanted));
    }

    [Test]
    public void Files_AreExactlyTheGoldenText()
    {
        WriteTiny();
        var text = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(_folder).Where(f => Path.GetFileName(f) != "run.json").Order(StringComparer.Ordinal))
            text.Append("==> ").Append(Path.GetFileName(file)).Append('\n').Append(File.ReadAllText(file));
        GoldenText.Check(text.ToString());
    }

    [Test]
    public void Files_HaveNoByteOrderMarkAndNoCarriageReturn()
    {
        WriteTiny();
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            var bytes = File.ReadAllBytes(file);
            Assert.That(bytes, Does.Not.Contain((byte)'\r'), file);
            Assert.That(bytes.AsSpan(0, 3).SequenceEqual(Encoding.UTF8.Preamble), Is.False, file);
            Assert.That(bytes[^1], Is.EqualTo((byte)'\n'), file);
        }
    }

    [Test]
    public void SameRun_GivesTheSameBytes()
    {
        var second = Directory.CreateTempSubdirectory("ecs-sim-csv-").FullName;
        try
        {
            Write(_folder, SyntheticRun.Web());
            Write(second, SyntheticRun.Web());
            foreach (var file in Directory.EnumerateFiles(_folder).Where(f => Path.GetFileName(f) != "run.json"))
                Assert.That(File.ReadAllBytes(Path.Combine(second, Path.GetFileName(file))), Is.EqualTo(File.ReadAllBytes(file)), file);
        }
        finally
        {
            Directory.Delete(second, recursive: true);
        }
    }

    [Test]
    public void Files_AreReadBackByAnOrdinaryCsvReader()
    {
        WriteTiny();
        using var reader = new CsvReader(new StreamReader(Path.Combine(_folder, "service_events.csv")), CultureInfo.InvariantCulture);
        reader.Read();
        reader.ReadHeader();
        Assert.That(reader.Read(), Is.True);
        Assert.That(reader.GetField("message"), Is.EqualTo("(service web) said \"hello\", twice\nand more."));
        Assert.That(reader.Read(), Is.False);
    }

    [TestCase(0.0004999, "0.000", "2026-01-01T00:00:00.000Z")]
    [TestCase(0.0005, "0.001", "2026-01-01T00:00:00.001Z")]
    [TestCase(59.9996, "60.000", "2026-01-01T00:01:00.000Z")]
    [TestCase(-0.0004, "0.000", "2026-01-01T00:00:00.000Z")]
    [TestCase(-1.25, "-1.250", "2025-12-31T23:59:58.750Z")]
    [TestCase(86400.0 * 400, "34560000.000", "2027-02-05T00:00:00.000Z")]
    public void Times_RoundToMillisecondsTheSameWayInBothForms(double seconds, string expectedSeconds, string expectedClock)
    {
        var text = Cells(w =>
        {
            w.Seconds(Instant.FromSeconds(seconds));
            w.Clock(Instant.FromSeconds(seconds));
        });
        Assert.That(text, Is.EqualTo($"{expectedSeconds},{expectedClock}\n"));
    }

    [TestCase(1.0005, 3, "1.000")] // the nearest double lies below
    [TestCase(2.6, 0, "3")]
    [TestCase(-0.0004, 3, "0.000")]
    [TestCase(-0.0006, 3, "-0.001")]
    [TestCase(1e15, 2, "1000000000000000.00")]
    [TestCase(double.NaN, 2, "")]
    [TestCase(double.PositiveInfinity, 2, "")]
    public void Numbers_HaveFixedDecimalsAndNoNegativeZero(double value, int decimals, string expected) =>
        Assert.That(Cells(w => w.Number(value, decimals)), Is.EqualTo(expected + "\n"));

    [TestCase("plain", "plain")]
    [TestCase("a,b", "\"a,b\"")]
    [TestCase("say \"x\"", "\"say \"\"x\"\"\"")]
    [TestCase("\"", "\"\"\"\"")]
    [TestCase("two\nlines", "\"two\nlines\"")]
    [TestCase(" led", "\" led\"")]
    [TestCase("zürich €", "zürich €")]
    [TestCase("", "")]
    public void Text_IsQuotedWhereItMustBe(string text, string expected) => Assert.That(Cells(w => w.Text(text)), Is.EqualTo(expected + "\n"));

    [Test]
    public void LongText_OutgrowsTheBufferUnharmed()
    {
        var text = new string('x', 200_000) + ",\"";
        Assert.That(Cells(w => w.Text(text)), Is.EqualTo("\"" + new string('x', 200_000) + ",\"\"\"\n"));
    }

    [Test]
    public void ColumnsReadme_IsFresh() => GoldenText.CheckFile(ColumnsReadme.Text(), "results", "README.md");

    private static string Cells(Action<Utf8CsvWriter> write)
    {
        var stream = new MemoryStream();
        using (var w = new Utf8CsvWriter(stream, new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)))
        {
            write(w);
            w.EndRow();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private void WriteTiny() => Write(_folder, SyntheticRun.Tiny());

    private static void Write(string folder, Simulator.Measurement.RunResult run)
    {
        ResultWriter.WriteReplication(folder, run);
        ResultWriter.WriteExperiment(folder, Simulator.Experiments.ExperimentResult.Of(run.Scenario, [Simulator.Experiments.ReplicationSummary.Of(run)]), default, default);
    }
}
