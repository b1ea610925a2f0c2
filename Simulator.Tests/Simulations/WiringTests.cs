using Simulator.Kernel;
using Simulator.Model;

namespace Simulator.Tests.Simulations;

/// <summary>Every room hears every fact it can hear, and every room's number has a handler.</summary>
public sealed class WiringTests
{
    [Test]
    public void EveryListenerIsConnected()
    {
        var world = new World(SmallWorld.Web(false), 0);
        SimulationBuilder.Start(world);
        object[] heard =
        [
            .. typeof(World).GetProperties().Select(p => p.GetValue(world)!),
            world.Recorder.Tasks, world.Recorder.Instances, world.Recorder.Events, world.Recorder.Deployments, world.Recorder.Monitoring,
        ];
        var missing =
            from room in heard
            from contract in room.GetType().GetInterfaces()
            where contract.IsGenericType && contract.GetGenericTypeDefinition() == typeof(IListener<>)
            let fact = contract.GetGenericArguments()[0]
            where !world.Facts.Hears(room, fact)
            select $"{room.GetType().Name} does not hear {fact.Name}";
        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void EveryEventKind_HasAPhaseARoomAndANumberOfItsOwn()
    {
        var kinds = typeof(EventKinds).GetFields().Where(f => f.IsLiteral).Select(f => (f.Name, Value: (int)f.GetRawConstantValue()!)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(kinds.Select(k => k.Value), Is.Unique);
            Assert.That(kinds.Select(k => EventKinds.RoomOf(k.Value)), Is.All.InRange(0, Rooms.Count - 1));
            Assert.That(kinds.Select(k => k.Value), Is.All.InRange(0, 4095));
        });
    }
}
