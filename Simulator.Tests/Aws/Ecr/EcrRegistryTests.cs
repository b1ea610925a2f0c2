using Simulator.Aws.Ecr;
using Simulator.Kernel;
using Simulator.Model;
using Simulator.Model.Definitions;
using Simulator.Model.Facts;
using Simulator.Model.Tables;
using Simulator.Randomness;

namespace Simulator.Tests.Aws.Ecr;

/// <summary>Pulls: manifest 0.5 s, unpack 80 MB/s, instances of 800 Mbit/s = 100 MB/s, images of 40 and 80 MB.</summary>
public sealed class EcrRegistryTests
{
    private const double Manifest = 0.5;

    [Test]
    [Property("Rule", "ECR-PL-01")]
    public void ColdPull_TakesTheManifestAndTheSlowerOfTransferAndUnpack()
    {
        var world = new PullWorld(mbps: 800);
        world.Pull(0, instance: 0, definition: 0);
        Assert.That(world.Run(), Is.EqualTo(new[] { (0, Manifest + (40 / 80.0)) }), "unpacking is the bottleneck");
        world = new PullWorld(mbps: 320);
        world.Pull(0, instance: 0, definition: 0);
        Assert.That(world.Run(), Is.EqualTo(new[] { (0, Manifest + 1.0) }), "40 MB/s of bandwidth are");
    }

    [Test]
    [Property("Rule", "ECR-PL-02")]
    public void SecondPullOnTheInstance_CostsTheManifestOnly_AnotherImageAllOfItself()
    {
        var world = new PullWorld(mbps: 320);
        world.Pull(0, instance: 0, definition: 0);
        world.Pull(10, instance: 0, definition: 0);
        world.Pull(20, instance: 0, definition: 1);
        world.Pull(30, instance: 1, definition: 0);
        Assert.That(world.Run(), Is.EqualTo(new[] { (0, 1.5), (1, 10.5), (2, 22.5), (3, 31.5) }));
    }

    [Test]
    [Property("Rule", "ECR-PL-01")]
    public void RevisionsWithTheSameImages_ShareTheCache()
    {
        var world = new PullWorld(mbps: 320);
        world.Pull(0, instance: 0, definition: 0);
        world.Pull(10, instance: 0, definition: 2);
        Assert.That(world.Run()[1], Is.EqualTo((1, 10.5)));
    }

    [Test]
    [Property("Rule", "ECS-AG-03")]
    public void PullsAtTheSameTime_ShareTheBandwidthExactly()
    {
        // 40 MB/s. From 0.5 both move at 20: the 40 MB one ends at 2.5 with 40 MB of the other left, which go at 40 MB/s.
        var world = new PullWorld(mbps: 320);
        world.Pull(0, instance: 0, definition: 0);
        world.Pull(0, instance: 0, definition: 1);
        Assert.That(world.Run(), Is.EqualTo(new[] { (0, 2.5), (1, 3.5) }));
        // One comes later: 20 MB of the first are done at 1.0, then 20 MB/s each: first ends at 2.0, second has 60 left at 40 MB/s.
        world = new PullWorld(mbps: 320);
        world.Pull(0, instance: 0, definition: 0);
        world.Pull(0.5, instance: 0, definition: 1);
        Assert.That(world.Run(), Is.EqualTo(new[] { (0, 2.0), (1, 3.5) }));
    }

    [Test]
    [Property("Rule", "ECS-AG-03")]
    public void PullOfWhatIsBeingPulled_FollowsIt()
    {
        var world = new PullWorld(mbps: 320);
        world.Pull(0, instance: 0, definition: 0);
        world.Pull(0.2, instance: 0, definition: 0);
        world.Pull(0.9, instance: 0, definition: 2);
        Assert.That(world.Run(), Is.EqualTo(new[] { (0, 1.5), (1, 1.5), (2, 1.5) }));
    }

    [TestCase(256, 11)]
    [TestCase(1024, 11)]
    [TestCase(2048, 25)]
    [TestCase(4096, 40)]
    [TestCase(16384, 40)]
    [Property("Rule", "FG-ST-02")]
    [Property("Rule", "ECS-AG-07")]
    public void Fargate_PullsEveryTimeAtTheRateOfItsSize(int cpu, double rate)
    {
        var world = new PullWorld(mbps: 320, cpu: cpu);
        world.Pull(0, instance: -1, definition: 0);
        world.Pull(100, instance: -1, definition: 0);
        var times = world.Run().Select(c => c.At).ToList();
        Assert.That(times[0], Is.EqualTo(Manifest + (40 / rate)).Within(1e-6));
        Assert.That(times[1] - 100, Is.EqualTo(times[0]).Within(1e-6), "nothing is kept");
    }

    [Test]
    public void PullOutlivesItsTask_AndServesTheNext()
    {
        var world = new PullWorld(mbps: 320);
        var task = world.Pull(0, instance: 0, definition: 0);
        world.At(1, () => world.Tasks.Remove(task)); // the row is free again, and the next task gets it
        world.Pull(1.2, instance: 0, definition: 0);
        Assert.That(world.Run(), Is.EqualTo(new[] { (0, 1.7) }), "one completion, and it is the second task's: its manifest came after the image");
    }

    [Test]
    public void LostInstance_TakesItsPullsAlong_AndItsCache()
    {
        var world = new PullWorld(mbps: 320);
        world.Pull(0, instance: 0, definition: 0);
        world.Pull(0.1, instance: 0, definition: 0);
        world.At(1, () => world.Replace(0));
        world.Pull(2, instance: 0, definition: 0);
        Assert.That(world.Run(), Is.EqualTo(new[] { (2, 3.5) }), "the new instance in the same row begins with nothing");
    }

    [Test]
    public void TaskThatWasThereFromTheStart_HasLeftItsImagesOnTheHost()
    {
        var world = new PullWorld(mbps: 320);
        world.Begin(instance: 0, definition: 0);
        world.Pull(1, instance: 0, definition: 0);
        Assert.That(world.Run()[^1].At, Is.EqualTo(1.5));
    }

    [Test]
    [Property("Rule", "ECS-AG-03")]
    public void ManyPulls_FinishWhenAFluidOfThemWould()
    {
        // Against a plain step-by-step sharing of the same bandwidth: 12 pulls of different sizes at different times.
        var sizes = Enumerable.Range(0, 12).Select(i => 10.0 + (7 * (i * i % 11))).ToArray();
        var starts = Enumerable.Range(0, 12).Select(i => 0.13 * (i * 5 % 12)).ToArray();
        var world = new PullWorld(mbps: 320, sizes: sizes);
        for (var i = 0; i < 12; i++) world.Pull(starts[i], instance: 0, definition: i);
        var ends = world.Run().ToDictionary(c => world.Tasks[c.Task].TaskDefinition, c => c.At);
        var left = sizes.ToArray();
        const double step = 1e-4;
        for (var t = 0.0; left.Any(l => l > 0); t += step)
        {
            var moving = Enumerable.Range(0, 12).Where(i => t >= starts[i] + Manifest && left[i] > 0).ToList();
            foreach (var i in moving)
            {
                left[i] -= step * Math.Min(40.0 / moving.Count, 80);
                if (left[i] <= 0) Assert.That(ends[i], Is.EqualTo(t + step).Within(0.01), $"pull {i}");
            }
        }
    }

    [TestCase(12, 15.0, TestName = "a pull that comes while the removal waits for another pull: after both, and the image is gone")]
    [TestCase(10.9, 11.4, TestName = "one that comes before: at once, and the image stays")]
    [TestCase(12.6, 13.1, TestName = "one that comes after it, with nothing to remove: at once")]
    [Property("Rule", "ECS-AG-03")]
    [Property("Rule", "ECS-AG-04")]
    public void RemovalOfImages_TakesTheLockForItself(double at, double expected)
    {
        // Removals at 11, 21, …; the image of the first task is unused from 4 on. The second task's pull lasts from 10 to 12.5; each removal of an image takes a second.
        var world = new PullWorld(mbps: 320, agent: new AgentDefinition
        {
            ImageCleanupInterval = Duration.FromSeconds(10L),
            MinimumImageAge = Duration.Zero,
            TaskCleanupWait = Duration.FromSeconds(at == 12.6 ? 100L : 0L),
        });
        world.At(1, () => world.Replace(0));
        var first = world.Pull(2, instance: 0, definition: 0);
        world.At(4, () => world.End(first));
        world.Pull(10, instance: 0, definition: 1);
        world.Pull(at, instance: 0, definition: 0);
        Assert.That(world.Run().Single(c => c.Task == 2).At, Is.EqualTo(expected));
    }

    [Test]
    [Property("Rule", "ECS-AG-03")]
    public void TransferOfTwoHours_IsGivenUp_AndTheNextTransferBegins()
    {
        var world = new PullWorld(mbps: 0.08, sizes: [100, 0.001]); // 10 kB/s: 100 MB take almost three hours
        world.Pull(0, instance: 0, definition: 0);
        world.Pull(1, instance: 0, definition: 0);
        Assert.That(world.Run(20_000).Select(c => Math.Round(c.At, 1)), Is.EqualTo(new[] { 7200.5, 14_400.5 }));
        Assert.That(world.Failed, Is.EqualTo(2));
    }

    private sealed class PullWorld : IListener<ImagePullCompletion>
    {
        private const int ActionDue = (Phases.Timeline << 8) | (Rooms.Operator << 4) | 0;
        private readonly Calendar _calendar = new();
        private readonly FactSink _facts = new();
        private readonly Slab<ContainerInstanceRow> _instances = new();
        private readonly EcrRegistry _room;
        private readonly List<Action> _actions = [];
        private readonly List<(int Task, double At)> _completed = [];
        private long _ordinal;
        private int _next;

        public PullWorld(double mbps, int cpu = 256, double[]? sizes = null, AgentDefinition? agent = null)
        {
            double[] bytes = sizes ?? [40, 80, 40];
            var definitions = bytes.Select((_, i) => Ecs.EcsScenario.Definition(cpu, 512, "f" + i)).ToArray();
            if (sizes is null) definitions[2] = definitions[0] with { Revision = 2 };
            var scenario = Ecs.EcsScenario.Of([], [.. definitions]);
            scenario = scenario with
            {
                ContainerInstances = [scenario.ContainerInstances[0] with { Agent = agent ?? AgentDefinition.Default }],
                Applications = [.. bytes.Select(b => new ApplicationDefinition { ImageBytes = (long)(b * 1e6) })],
                InstanceTypes = [Ecs.EcsScenario.SmallType with { NetworkMbps = mbps }],
                Model = ModelConstants.Defaults,
            };
            _room = new EcrRegistry(_calendar, _facts, scenario, new BirthDraw(1, 0), new SlabView<TaskRow>(Tasks), new SlabView<ContainerInstanceRow>(_instances));
            _facts.Connect<ImagePullRequest>(_room);
            _facts.Connect<ContainerInstanceTransition>(_room);
            _facts.Connect<TaskTransition>(_room);
            _facts.Connect<ImagePullCompletion>(this);
            for (var i = 0; i < 2; i++) AddInstance();
        }

        public Slab<TaskRow> Tasks { get; } = new();

        public void At(double seconds, Action action)
        {
            _actions.Add(action);
            _calendar.Schedule(Instant.FromSeconds(seconds), ActionDue, _actions.Count - 1);
        }

        /// <summary>A task asks for its images at an instant; returns the row it will have if none is freed before.</summary>
        public int Pull(double at, int instance, int definition)
        {
            At(at, () => _facts.Channel<ImagePullRequest>().Report(new(AddTask(instance, definition, TaskStatus.Activating))));
            return _next++;
        }

        public void Begin(int instance, int definition) =>
            _facts.Channel<TaskTransition>().Report(new(AddTask(instance, definition, TaskStatus.Running), TaskStatus.None, TaskStatus.Running));

        /// <summary>The containers of a task are over.</summary>
        public void End(int task) => _facts.Channel<TaskTransition>().Report(new(task, TaskStatus.Running, TaskStatus.Stopped));

        public void Replace(int instance)
        {
            _facts.Channel<ContainerInstanceTransition>().Report(new(instance, ContainerInstanceStatus.Active, ContainerInstanceStatus.Inactive));
            _facts.Drain();
            _instances.Remove(instance);
            AddInstance();
        }

        public int Failed { get; private set; }

        public (int Task, double At)[] Run(long until = 1000)
        {
            _facts.Drain();
            while (_calendar.TryTake(Instant.FromSeconds(until), out var e))
            {
                if (e.Kind == ActionDue) _actions[e.Subject]();
                else _room.Handle(in e);
                _facts.Drain();
            }
            return [.. _completed];
        }

        public void Apply(in ImagePullCompletion fact)
        {
            if (fact.Failed) Failed++;
            _completed.Add((fact.Task, Math.Round(_calendar.Now.Seconds, 6)));
            Tasks[fact.Task].Status = TaskStatus.Running;
        }

        private int AddTask(int instance, int definition, TaskStatus status)
        {
            var task = Tasks.Add();
            ref var row = ref Tasks[task];
            row.ContainerInstance = instance;
            row.TaskDefinition = definition;
            row.Status = status;
            row.Ordinal = _ordinal++;
            return task;
        }

        private void AddInstance()
        {
            var instance = _instances.Add();
            _instances[instance].Ordinal = _ordinal++;
            _facts.Channel<ContainerInstanceTransition>().Report(new(instance, ContainerInstanceStatus.Registering, ContainerInstanceStatus.Active));
            _facts.Drain();
        }
    }
}
