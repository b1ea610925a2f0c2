namespace Simulator.Model.Definitions;

/// <summary>
/// Quotas that AWS raises on request. They are off unless the scenario says <c>model: {quotas: awsDefault}</c>, which turns all of them on at the values
/// of a new account; a quota whose own constant is overridden has the scenario's value.
/// </summary>
public static class AccountQuotas
{
    /// <summary>Whether they hold.</summary>
    public static bool Hold(ModelConstants model) => model.Get(ModelCatalog.Quotas) == "awsDefault";
}
