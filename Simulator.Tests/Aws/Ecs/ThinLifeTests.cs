using Simulator.Model;
using Simulator.Model.Facts;

namespace Simulator.Tests.Aws.Ecs;

public sealed class ThinLifeTests
{
    [Test]
    public void Service_ReachesSteadyState()
    {
        var world = EcsScenario.ClusterK(EcsScenario.Of(EcsScenario.Service(6)));
        world.Start();
        world.RunUntil(600);
        Assert.That(world.Services[0].Running, Is.EqualTo(6));
        Assert.That(world.Services[0].Healthy, Is.EqualTo(6));
        Assert.That(world.Steady, Has.Count.EqualTo(1));
        Assert.That(world.Deployments[^1].Fact.State, Is.EqualTo(RolloutState.Completed));
        Assert.That(world.InStatus(TaskStatus.Running), Has.Count.EqualTo(6));
        Assert.That(world.Calendar.Pending, Is.EqualTo(1), "in six hours it says so again");
    }
}
