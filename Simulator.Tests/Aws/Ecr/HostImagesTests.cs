using System.Collections.Immutable;
using Simulator.Aws.Ecr;
using Simulator.Kernel;
using Simulator.Model.Definitions;

namespace Simulator.Tests.Aws.Ecr;

public sealed class HostImagesTests
{
    private static readonly AgentDefinition Agent = new() { ImagesDeletedPerCycle = 5 };

    [Test]
    [Property("Rule", "ECS-AG-04")]
    public void Cycle_RemovesTheFiveLeastRecentlyUsed()
    {
        var (images, host) = Of(8);
        foreach (var image in new[] { 3, 1, 7, 0, 5, 2, 6, 4 }) Visit(images, ref host, image, lastUse: Order(image));
        Assert.That(images.CleanUp(0, ref host, Instant.FromSeconds(100_000L)), Is.EqualTo(5));
        Assert.That(Enumerable.Range(0, 8).Where(i => images.Find(in host, i) >= 0), Is.EqualTo(new[] { 5, 6, 7 }), "used last");
        Assert.That(images.CleanUp(0, ref host, Instant.FromSeconds(100_000L)), Is.EqualTo(3));
    }

    [Test]
    [Property("Rule", "ECS-AG-04")]
    public void ImageInUse_Kept_OrYoungerThanAnHour_Stays()
    {
        var (images, host) = Of(4);
        Visit(images, ref host, 0, lastUse: 10_000);
        Visit(images, ref host, 1, lastUse: 10_000);
        images[images.Ensure(ref host, 1)].Users++;
        Visit(images, ref host, 2, lastUse: 20_000);
        Visit(images, ref host, 3, lastUse: 10_000, pulled: 18_000);
        Assert.That(images.CleanUp(0, ref host, Instant.FromSeconds(15_000L)), Is.EqualTo(1), "the first: one is in use, one kept by a stopped container, one too young");
        Assert.That(images.FirstRemovable(in host).Seconds, Is.EqualTo(20_000));
    }

    [Test]
    [Property("Rule", "ECS-AG-04")]
    public void ImageOfTheMachineImage_IsNoneOfTheAgentsBusiness()
    {
        var (images, host) = Of(1);
        images.Arrive(0, images.Ensure(ref host, 0), pulled: false, Instant.Zero);
        Assert.That(images.FirstRemovable(in host), Is.EqualTo(Instant.MaxValue));
    }

    [Test]
    [Property("Rule", "ECR-PL-01")]
    public void RemovedImage_LeavesTheLayersThatOthersHave()
    {
        var (images, host) = Of(2, new LayerDefinition("base", 100), new LayerDefinition("", 10));
        Visit(images, ref host, 0, lastUse: 10);
        Visit(images, ref host, 1, lastUse: 1_000_000);
        images.CleanUp(0, ref host, Instant.FromSeconds(100_000L));
        Assert.That((images.HasLayer(0, 0), images.HasLayer(0, 1), images.HasLayer(0, 2)), Is.EqualTo((true, false, true)));
    }

    private static long Order(int image) => 10_000 + (100 * image);

    private static void Visit(HostImages images, ref PullHost host, int image, long lastUse, long pulled = 0)
    {
        images.Arrive(0, images.Ensure(ref host, image), pulled: true, Instant.FromSeconds(pulled));
        images.Leave(in host, image, Instant.FromSeconds(lastUse));
    }

    private static (HostImages Images, PullHost Host) Of(int count, params ImmutableArray<LayerDefinition> layers)
    {
        var definitions = Enumerable.Range(0, count).Select(i => Ecs.EcsScenario.Definition(family: "f" + i)).ToImmutableArray();
        var scenario = Ecs.EcsScenario.Of([], definitions) with { Applications = [.. definitions.Select(_ => new ApplicationDefinition { ImageLayers = layers })] };
        var images = new HostImages(new ImageCatalogue(scenario));
        images.Reserve(1);
        return (images, new PullHost { FirstImage = -1, Agent = Agent });
    }
}
